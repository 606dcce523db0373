'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { formatDays } from '@/components/panels/buckets';
import classes from '@/components/ui/form/form.module.css';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import table from '@/components/ui/table.module.css';
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
];

/** Who was left out and why: builds by group, names in alphabetical order, no figure beside a name. */
export function LeftOutPanel() {
  const { data } = useSuspenseQuery(loginsQuery(useFilter()));
  const { builds, days, logins } = data;
  const total = Object.values(builds).reduce((sum, count) => sum + count, 0);
  const bots = logins.filter(({ isBot }) => isBot);
  const people = personsOf(logins);
  return (
    <article className={panel.panel} aria-labelledby="left-out">
      <h2 className={panel.title} id="left-out">
        Who is counted, and who is left out{' '}
        <HelpPopover
          of="counted and left out"
          text="Builds that finished in the range, each in one group, by the settings as they are saved. Declined builds never finish and are in none."
        />
      </h2>
      <div className={panel.basis}>
        builds · {formatDays(days)} · n = {formatCount(total)}
      </div>
      <div className={panel.whole}>
        <table className={table.table}>
          <caption className={table.caption}>Builds by who waited for them</caption>
          <thead>
            <tr>
              <th scope="col">Builds of</th>
              <th scope="col" className={table.number}>
                Builds
              </th>
              <th scope="col">Counted or not</th>
            </tr>
          </thead>
          <tbody>
            {GROUPS.map(({ key, name, why }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td className={table.number}>{formatCount(builds[key])}</td>
                <td>{why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
    </article>
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
