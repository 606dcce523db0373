'use client';

import { Button } from '@mantine/core';
import { useRef } from 'react';
import type { FieldProblem } from './field-problem';
import form from './form.module.css';
import { emptyGroup, type GroupDraft, type HoursDraft } from './hours-draft';
import { HoursGroup } from './hours-group';
import rows from './rows.module.css';

interface HoursGroupsProps {
  kind: 'teams' | 'people';
  title: string;
  hint: string;
  addText: string;
  /** What holds where a group has nothing of its own. */
  everybody: HoursDraft;
  serverTimeZone: string;
  groups: GroupDraft[];
  problems: readonly FieldProblem[];
  onChange: (groups: GroupDraft[], ...touched: FieldProblem['path']) => void;
}

/** Groups, or single people, whose hours differ from everybody's. */
export function HoursGroups(props: HoursGroupsProps) {
  const { kind, title, hint, addText, everybody, serverTimeZone, groups, problems, onChange } = props;
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    onChange([...groups, emptyGroup(crypto.randomUUID(), kind === 'teams' ? '' : null)], 'none');
    requestAnimationFrame(() => list.current?.lastElementChild?.querySelector<HTMLElement>('input')?.focus());
  };
  return (
    <section aria-label={title}>
      <h3 className={form.part}>{title}</h3>
      <p className={form.hint}>{hint}</p>
      <ul className={rows.rows} ref={list}>
        {groups.map((group, index) => (
          <HoursGroup
            key={group.id}
            kind={kind}
            group={group}
            number={index + 1}
            everybody={everybody}
            serverTimeZone={serverTimeZone}
            problems={problems}
            onChange={part =>
              onChange(
                groups.map(other => (other.id === group.id ? { ...other, ...part } : other)),
                kind,
              )
            }
            onRemove={() =>
              onChange(
                groups.filter(other => other.id !== group.id),
                kind,
              )
            }
          />
        ))}
      </ul>
      <Button size="xs" variant="default" onClick={add}>
        {addText}
      </Button>
    </section>
  );
}
