'use client';

import { pageLinks } from '@/lib/page-links';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { StatusMark } from '@/components/charts/status-mark';
import { useFilterLink } from '@/components/filters/filter-state';
import { findRows } from '@/components/ui/find-rows';
import { useReturnedFocus } from '@/components/ui/returned-focus';
import { type Found, findQuery } from '@/lib/builds/query';
import { useMayDo, useSeesAll } from './access';
import classes from './command-palette.module.css';
import { pagesFor } from './page-links';
import { useSavedViews } from './saved-views';
import { topicsFor } from './topics';

/** Between two keys of one word. */
const TYPING_MS = 150;

interface Choice {
  /** Tells choices apart. */
  value: string;
  name: string;
  aside?: string;
  mark?: ReactNode;
  href: string;
}

/** What `CommandPalette` shows. */
export function PaletteDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    ...findQuery(asked),
    enabled: asked !== '',
  });
  // Enter must not lead to what was found of the words before.
  const isAnswered = text.trim() === asked && (asked === '' || (!isFetching && !isPlaceholderData));
  const found = asked === '' || isPlaceholderData ? undefined : data;
  const router = useRouter();
  const groups = useGroups(found, asked);
  useReturnedFocus(true);
  const choices = groups.flatMap(({ items }) => items);
  // What was pointed at among other results says nothing of these.
  const [pointed, setPointed] = useState({ asked: '', value: '' });
  const first = choices[0]?.value ?? '';
  const isThere = pointed.asked === asked && choices.some(({ value }) => value === pointed.value);
  const go = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    onClose();
    router.push(choice.href);
  };
  const [isEntered, setEntered] = useState(false);
  const goFirst = useEffectEvent(() => {
    setEntered(false);
    go(choices[0]);
  });
  useEffect(() => {
    if (isEntered && isAnswered) goFirst();
  }, [isEntered, isAnswered]);
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
      aria-label="Find"
    >
      <Command
        shouldFilter={false}
        loop
        label="Find"
        className={classes.palette}
        value={isThere ? pointed.value : first}
        onValueChange={value => setPointed({ asked, value })}
        onKeyDown={event => {
          if (event.key !== 'Enter' || isAnswered) return;
          // Typed faster than it is looked up: the first result is gone to once it is there.
          event.preventDefault();
          setEntered(true);
        }}
      >
        <Command.Input
          autoFocus
          value={text}
          onValueChange={value => {
            setText(value);
            setEntered(false);
          }}
          placeholder="Service, step, team, page, or a build’s number"
          className={classes.input}
        />
        <Command.List className={classes.list}>
          {error !== null && <p className={classes.nothing}>Nothing could be looked up: {error.message}.</p>}
          {error === null && !isFetching && (
            <Command.Empty className={classes.nothing}>Nothing is called like this.</Command.Empty>
          )}
          {groups.map(
            ({ heading, items }) =>
              items.length > 0 && (
                <Command.Group key={heading} heading={heading} className={classes.group}>
                  {items.map(choice => (
                    <Command.Item
                      key={choice.value}
                      value={choice.value}
                      onSelect={() => go(choice)}
                      className={classes.choice}
                    >
                      <span className={classes.name}>{choice.name}</span>
                      {choice.aside !== undefined && <span className={classes.aside}>{choice.aside}</span>}
                      {choice.mark}
                    </Command.Item>
                  ))}
                </Command.Group>
              ),
          )}
        </Command.List>
      </Command>
    </Modal>
  );
}

/** What is shown under which heading, in this order. */
function useGroups(found: Found | undefined, asked: string): Array<{ heading: string; items: Choice[] }> {
  const link = useFilterLink();
  const [views] = useSavedViews();
  const mayDo = useMayDo();
  const seesAll = useSeesAll();
  const topics =
    asked === ''
      ? []
      : findRows(topicsFor(mayDo, seesAll), asked, ({ label, aside, words }) => `${label} ${aside} ${words}`);
  return [
    {
      heading: 'Services',
      items: (found?.services ?? []).map(({ service, team }) => ({
        value: `service ${service}`,
        name: service,
        aside: team,
        href: link(pageLinks.service(service)),
      })),
    },
    {
      heading: 'Steps',
      items: (found?.steps ?? []).map(({ repository, pipeline, step, service }) => ({
        value: `step ${repository} ${pipeline} ${step}`,
        name: step,
        aside: `${service ?? repository}, pipeline ${pipeline}`,
        href: link(pageLinks.step(repository, pipeline, step)),
      })),
    },
    {
      heading: 'Teams',
      items: (found?.teams ?? []).map(team => ({
        value: `team ${team}`,
        name: team,
        href: link(pageLinks.team(team)),
      })),
    },
    {
      heading: 'Builds',
      items: (found?.builds ?? []).map(({ repository, number, status, title }) => ({
        value: `build ${repository} ${number}`,
        name: `${repository} #${number}`,
        aside: title ?? '',
        mark: <StatusMark status={status} />,
        href: pageLinks.build(repository, number),
      })),
    },
    {
      heading: 'Saved views',
      items: findRows(views, asked, ({ name }) => name).map(({ name, address }) => ({
        value: `view ${name}`,
        name,
        href: address,
      })),
    },
    {
      heading: 'Pages',
      items: findRows(pagesFor(seesAll), asked, ({ label }) => label).map(({ href, label }) => ({
        value: `page ${href}`,
        name: label,
        href: link(href),
      })),
    },
    {
      heading: 'Where it is',
      items: topics.map(({ label, aside, href, also }) => ({
        value: `topic ${label}`,
        name: label,
        aside,
        href: link(href, undefined, undefined, also),
      })),
    },
  ];
}
