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
import { type ReactNode, useState } from 'react';
import { StatusMark } from '@/components/charts/status-mark';
import { useFilterLink } from '@/components/filters/filter-state';
import { findRows } from '@/components/ui/find-rows';
import { useReturnedFocus } from '@/components/ui/returned-focus';
import { findQuery } from '@/lib/builds/query';
import classes from './command-palette.module.css';
import { PAGES } from './page-links';
import { useSavedViews } from './saved-views';

/** Between two keys of one word. */
const TYPING_MS = 150;

/** What `CommandPalette` shows. */
export function PaletteDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    ...findQuery(asked),
    enabled: asked !== '',
  });
  // Enter must not lead to what was found of the words before.
  const found = asked === '' || isPlaceholderData ? undefined : data;
  const router = useRouter();
  const link = useFilterLink();
  useReturnedFocus(true);
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  const [views] = useSavedViews();
  const pages = findRows(PAGES, asked, ({ label }) => label);
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
      <Command shouldFilter={false} loop label="Find" className={classes.palette}>
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="Service, step, team, page, or a build’s number"
          className={classes.input}
        />
        <Command.List className={classes.list}>
          {error !== null && <p className={classes.nothing}>Nothing could be looked up: {error.message}.</p>}
          {error === null && !isFetching && (
            <Command.Empty className={classes.nothing}>Nothing is called like this.</Command.Empty>
          )}
          <Found heading="Services" items={found?.services ?? []}>
            {({ service, team }) => (
              <Choice
                key={service}
                value={`service ${service}`}
                name={service}
                aside={team}
                onChoose={() => go(link(pageLinks.service(service)))}
              />
            )}
          </Found>
          <Found heading="Steps" items={found?.steps ?? []}>
            {({ repository, pipeline, step, service }) => (
              <Choice
                key={`${repository} ${pipeline} ${step}`}
                value={`step ${repository} ${pipeline} ${step}`}
                name={step}
                aside={`${service ?? repository}, ${pipeline}`}
                onChoose={() => go(link(pageLinks.step(repository, pipeline, step)))}
              />
            )}
          </Found>
          <Found heading="Teams" items={found?.teams ?? []}>
            {team => (
              <Choice
                key={team}
                value={`team ${team}`}
                name={team}
                onChoose={() => go(link(pageLinks.team(team)))}
              />
            )}
          </Found>
          <Found heading="Builds" items={found?.builds ?? []}>
            {({ repository, number, status, title }) => (
              <Choice
                key={`${repository} ${number}`}
                value={`build ${repository} ${number}`}
                name={`${repository} #${number}`}
                aside={title ?? ''}
                mark={<StatusMark status={status} />}
                onChoose={() => go(pageLinks.build(repository, number))}
              />
            )}
          </Found>
          <Found heading="Saved views" items={findRows(views, asked, ({ name }) => name)}>
            {({ name, address }) => (
              <Choice key={name} value={`view ${name}`} name={name} onChoose={() => go(address)} />
            )}
          </Found>
          <Found heading="Pages" items={pages}>
            {({ href, label }) => (
              <Choice key={href} value={`page ${href}`} name={label} onChoose={() => go(link(href))} />
            )}
          </Found>
        </Command.List>
      </Command>
    </Modal>
  );
}

function Found<Item>(props: {
  heading: string;
  items: readonly Item[];
  children: (item: Item) => ReactNode;
}) {
  const { heading, items, children } = props;
  if (items.length === 0) return null;
  return (
    <Command.Group heading={heading} className={classes.group}>
      {items.map(children)}
    </Command.Group>
  );
}

interface ChoiceProps {
  /** Tells choices apart. */
  value: string;
  name: string;
  aside?: string;
  mark?: ReactNode;
  onChoose: () => void;
}

function Choice({ value, name, aside, mark, onChoose }: ChoiceProps) {
  return (
    <Command.Item value={value} onSelect={onChoose} className={classes.choice}>
      <span className={classes.name}>{name}</span>
      {aside !== undefined && <span className={classes.aside}>{aside}</span>}
      {mark}
    </Command.Item>
  );
}
