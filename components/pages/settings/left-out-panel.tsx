'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { formatDays } from '@/components/panels/buckets';
import { DataTable } from '@/components/ui/data-table';
import classes from '@/components/ui/form/form.module.css';
import { HelpPopover } from '@/components/ui/help-popover';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import { type ListedLogins, loginsQuery } from '@/lib/builds/query';
import { formatCount } from '@/lib/format';

import rows from './rows.module.css';

const GROUPS: ReadonlyArray<{ key: keyof ListedLogins['builds']; name: string; why: string }> = [
  { key: 'waitedFor', name: 'Somebody waited for them', why: 'Counted in measured wait and hours lost.' },
  { key: 'cron', name: 'Cron', why: 'Left out: a timetable started them, nobody pushed.' },
  { key: 'bots', name: 'Bots', why: 'Left out: their person matches a pattern above.' },
  {
    key: 'nobody',
    name: 'Nobody',
    why: 'Left out: the CI server names neither who triggered them nor an author.',
  },
  { key: 'broken', name: 'Broken', why: 'Left out: in error before anything ran.' },
  {
    key: 'perhapsApproval',
    name: 'Perhaps approval',
    why: 'Left out: in a protected repository, and begun so late that somebody may have had to approve it first.',
  },
  {
    key: 'odd',
    name: 'Impossible times',
    why: 'In no figure: created before 2010 or in the future, ended before it began, or succeeded without an end.',
  },
];

/** Who was left out and why: builds by group, names in alphabetical order, no figure beside a name. */
export function LeftOutPanel() {
  const { data } = useSuspenseQuery(loginsQuery(useFilter()));
  const { builds, days, logins } = data;
  const total = Object.values(builds).reduce((sum, count) => sum + count, 0);
  const bots = logins.filter(({ isBot }) => isBot);
  const people = personsOf(logins);
  return (
    <TitledPanel
      title="Who is counted, and who is left out"
      help={
        <HelpPopover
          of="counted and left out"
          text="Builds that finished in the range, each in one group, by the settings as they are saved. Declined builds never finish and are in none."
        />
      }
      basis={`builds · ${formatDays(days)} · n = ${formatCount(total)}`}
    >
      <TableArea>
        <DataTable
          caption="Builds by who waited for them"
          rows={GROUPS}
          rowKey={({ key }) => key}
          columns={[
            { key: 'group', label: 'Builds of', cell: ({ name }) => name },
            { key: 'builds', label: 'Builds', isNumber: true, cell: ({ key }) => formatCount(builds[key]) },
            { key: 'why', label: 'Counted or not', cell: ({ why }) => why },
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
