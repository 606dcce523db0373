'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { formatDays } from '@/components/panels/buckets';
import { DataTable } from '@/components/ui/data-table';
import classes from '@/components/ui/form/form.module.css';
import { HelpPopover } from '@/components/ui/help-popover';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import {
  LEFT_OUT_REASONS,
  LEFT_OUT_WORDS,
  type LeftOutReason,
  type ListedLogins,
  loginsQuery,
} from '@/lib/builds/query';
import { formatCount } from '@/lib/format';

import rows from './rows.module.css';

interface Group {
  key: string;
  name: string;
  of: string;
  count: number;
  /** Null: they are counted. */
  reason: LeftOutReason | null;
  why: string;
}

/** The builds that count, then those that do not, by reason. */
function groupsOf({ waitedFor, timed, leftOut }: ListedLogins['builds']): Group[] {
  return [
    {
      key: 'waitedFor',
      name: 'Somebody waited for them',
      of: 'hours lost',
      count: waitedFor,
      reason: null,
      why: 'Counted in measured wait and hours lost.',
    },
    ...reasonsOf('hours lost', leftOut),
    {
      key: 'timed',
      name: 'Successful',
      of: 'wait percentiles',
      count: timed,
      reason: null,
      why: 'Counted in p50 and p90 of the wait.',
    },
    ...reasonsOf('wait percentiles', leftOut),
    ...reasonsOf('all figures', leftOut),
  ];
}

function reasonsOf(of: string, leftOut: ListedLogins['builds']['leftOut']): Group[] {
  return LEFT_OUT_REASONS.flatMap(reason => {
    const words = LEFT_OUT_WORDS[reason];
    return words.of === of ? [{ key: reason, ...words, count: leftOut[reason], reason }] : [];
  });
}

/** Who was left out and why: builds by group, names in alphabetical order, no figure beside a name. */
export function LeftOutPanel() {
  const { data } = useSuspenseQuery(loginsQuery(useFilter()));
  const { builds, days, logins } = data;
  const bots = logins.filter(({ isBot }) => isBot);
  const people = personsOf(logins);
  return (
    <TitledPanel
      title="Who is counted, and who is left out"
      help={
        <HelpPopover
          of="counted and left out"
          text="Builds that finished in the range, by the settings as they are saved: each is either counted in hours lost or left out of them for one reason, and the same for percentiles of the wait. Declined builds never finish: those created in the range. A number leads to its builds."
        />
      }
      basis={`builds · ${formatDays(days)} · n = ${formatCount(builds.all)}`}
    >
      <TableArea>
        <DataTable
          caption="Builds by who waited for them"
          rows={groupsOf(builds)}
          rowKey={({ key }) => key}
          columns={[
            { key: 'of', label: 'Figure', cell: ({ of }) => of },
            { key: 'group', label: 'Builds of', cell: ({ name }) => name },
            { key: 'builds', label: 'Builds', isNumber: true, cell: row => <Count group={row} /> },
            {
              key: 'why',
              label: 'Counted or not',
              cell: ({ reason, why }) => (reason === null ? why : `Left out: ${why}`),
            },
          ]}
        />
      </TableArea>
      <h3 className={classes.part}>Bots</h3>
      <p className={rows.names}>
        {bots.length === 0 ? 'No login matches a pattern.' : bots.map(({ login }) => login).join(', ')}
      </p>
      <h3 className={classes.part}>People</h3>
      <p className={rows.names}>
        {people.length === 0
          ? 'Nobody has built yet.'
          : people
              .map(({ name, also }) => (also.length === 0 ? name : `${name} (also ${also.join(', ')})`))
              .join(', ')}
      </p>
      <p className={classes.hint}>
        Names are in alphabetical order. There are no figures by person, here or elsewhere.
      </p>
    </TitledPanel>
  );
}

/** How many, with the way to them where they are left out. */
function Count({ group: { count, reason } }: { group: Group }) {
  const link = useFilterLink();
  if (reason === null || count === 0) return formatCount(count);
  // Cron and promotions are among them.
  return (
    <Link href={link('/builds', { event: 'all' }, [], { leftOut: reason })} prefetch={false}>
      {formatCount(count)}
    </Link>
  );
}

/** People with the other logins that mean them, by name. */
function personsOf(logins: ListedLogins['logins']): Array<{ name: string; also: string[] }> {
  const persons = new Map<string, string[]>();
  for (const { login, person, isBot } of logins) {
    if (isBot) continue;
    const also = persons.get(person) ?? [];
    persons.set(person, also);
    if (login !== person) also.push(login);
  }
  return [...persons]
    .map(([name, also]) => ({ name, also }))
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
}
