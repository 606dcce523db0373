'use client';

import type { ReactNode } from 'react';
import { formatCount, formatCountOf } from '@/lib/format';
import type { RulesPreview } from '@/lib/settings/query';
import classes from './rules.module.css';

type Changes = RulesPreview['changes'];

const SHOWN = 200;
/** So many are seen at once, the others on demand. */
const OPEN = 8;

/** What saving the rules would change, service by service. */
export function RuleChangeList({ changes }: { changes: Changes }) {
  const { appear, disappear, move, resize } = changes;
  const isNothing = appear.length + disappear.length + move.length + resize.length === 0;
  return (
    <section className={classes.rest} aria-labelledby="rule-changes">
      <h3 className={classes.restTitle} id="rule-changes">
        What saving changes
      </h3>
      {!isNothing && <p>Builds are those of the last 28 days, pushes and pull requests.</p>}
      {isNothing && <p>Nothing: every service keeps its steps and its team.</p>}
      <Kind
        title={formatCountOf(appear.length, 'service appears', 'services appear')}
        items={appear}
        name={({ service }) => service}
      >
        {({ team, steps, builds }) => `of team ${team}, ${size(steps, builds)}`}
      </Kind>
      <Kind
        title={formatCountOf(disappear.length, 'service disappears', 'services disappear')}
        items={disappear}
        name={({ service }) => service}
      >
        {({ team, steps, builds }) => `of team ${team}, ${size(steps, builds)}`}
      </Kind>
      <Kind
        title={formatCountOf(move.length, 'service moves to another team', 'services move to another team')}
        items={move}
        name={({ service }) => service}
      >
        {({ fromTeam, toTeam, steps, builds }) => `from ${fromTeam} to ${toTeam}, ${size(steps, builds)}`}
      </Kind>
      <Kind
        title={formatCountOf(resize.length, 'service gets other steps', 'services get other steps')}
        items={resize}
        name={({ service }) => service}
      >
        {({ stepsBefore, steps, buildsBefore, builds }) =>
          [
            moved(stepsBefore, steps, 'step'),
            ...(buildsBefore === null || builds === null ? [] : [moved(buildsBefore, builds, 'build')]),
          ].join(', ')
        }
      </Kind>
    </section>
  );
}

/** `3 steps, 143 builds`. */
function size(steps: number, builds: number | null): string {
  const counted = builds === null ? [] : [formatCountOf(builds, 'build')];
  return [formatCountOf(steps, 'step'), ...counted].join(', ');
}

function moved(before: number, after: number, what: string): string {
  return before === after
    ? `still ${formatCountOf(after, what)}`
    : `${formatCount(before)} → ${formatCountOf(after, what)}`;
}

function Kind<Item>(props: {
  title: string;
  items: readonly Item[];
  name: (item: Item) => string;
  children: (item: Item) => ReactNode;
}) {
  const { title, items, name, children } = props;
  if (items.length === 0) return null;
  return (
    <details className={classes.details} open={items.length <= OPEN}>
      <summary>{title}</summary>
      <ul className={classes.services}>
        {items.slice(0, SHOWN).map(item => (
          <li key={name(item)}>
            <strong>{name(item)}</strong> {children(item)}
          </li>
        ))}
        {items.length > SHOWN && <li>and {formatCount(items.length - SHOWN)} more</li>}
      </ul>
    </details>
  );
}
