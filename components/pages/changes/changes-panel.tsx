'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useDeferredValue, useMemo, useState } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { FilterSelect } from '@/components/filters/filter-select';
import { useFilterLink } from '@/components/filters/filter-state';
import { useSeesAll } from '@/components/layout/access';
import classes from '@/components/panels/insights/insights.module.css';
import { ASK_AGAIN_MS } from '@/components/panels/insights/outdated';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import panel from '@/components/ui/panel.module.css';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCount, formatCountOf, formatDay } from '@/lib/format';
import {
  byCause,
  type Change,
  type ChangesAnswer,
  changesQuery,
  NEWS_DAYS,
  type News,
} from '@/lib/insights/query';
import { ChangeItem } from './change-item';
import { isNew } from './change-words';
import { CHANGES_SHOWN, changesParsers, changesSearchOf } from './changes-state';

const HELP =
  'Change points of every service, step and cache that has the data (E-divisive over medians of working days). A point is ' +
  'known to a few days: the range holds it, and the builds in it are the suspects. Waits are named from 10 % and 15 s ' +
  'on, steps from 10 % and 3 s, and a change must have lasted for three working days. Hours a week are found by computing ' +
  'the hours lost again as if it had stayed as before (of a gain: as if it had been so already), over the days that are ' +
  'over since, four weeks at most; Fix first does the same over whole weeks. What has one cause stands together: hours of ' +
  'a step, its cache and the wait that follows from them are the same hours, and do not add up.';

/** More than these are for filters and the API. */
const MOST_SHOWN = 2000;

const KINDS = [
  { value: null, label: 'Waits, steps, caches' },
  { value: 'wait', label: 'Waits' },
  { value: 'step', label: 'Steps' },
  { value: 'cache', label: 'Caches' },
] as const;
const DIRECTIONS = [
  { value: null, label: 'Worse or better' },
  { value: 'worse', label: 'Worse' },
  { value: 'better', label: 'Better' },
] as const;
const STATES = [
  { value: null, label: 'Acknowledged or not' },
  { value: 'new', label: 'Not acknowledged' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'explained', label: 'Explained' },
] as const;

/** When waits, steps and caches changed; alarms of the last days first. */
export function ChangesPanels() {
  const filter = useFilter();
  const link = useFilterLink();
  const seesAll = useSeesAll();
  const [wanted, set] = useQueryStates(changesParsers, { history: 'push' });
  const { kind, direction, state } = wanted;
  const chosen = useMemo(() => ({ kind, direction, state }), [kind, direction, state]);
  const [limit, setLimit] = useState(CHANGES_SHOWN);
  const asked = useMemo(() => changesSearchOf(filter, chosen, limit), [filter, chosen, limit]);
  const { data } = useSuspenseQuery({
    ...changesQuery(useDeferredValue(asked)),
    refetchInterval: ({ state: { data: known } }) =>
      known !== undefined && toCome(known).length > 0 ? ASK_AGAIN_MS : false,
  });
  const alarms = data.changes.filter(({ isAlarm }) => isAlarm);
  const found = data.changes.filter(({ isAlarm }) => !isAlarm);
  const isNarrowed = kind !== null || direction !== null || state !== null;
  return (
    <>
      {alarms.length > 0 && (
        <TitledPanel
          title="Out of the usual in the last days"
          basis="the median of the day lies outside the band of the 28 days before; it may still prove to be nothing"
        >
          <ChangeList changes={alarms} answer={data} />
        </TitledPanel>
      )}
      <search className={classes.against} aria-label="Which changes">
        <FilterSelect label="Kind" options={KINDS} value={kind} onChange={value => set({ kind: value })} />
        <FilterSelect
          label="Direction"
          options={DIRECTIONS}
          value={direction}
          onChange={value => set({ direction: value })}
        />
        <FilterSelect
          label="State"
          options={STATES}
          value={state}
          onChange={value => set({ state: value })}
        />
        {seesAll && (
          <Link href={link('/alerts')} prefetch={false} className={classes.line}>
            Alerts that were raised
          </Link>
        )}
      </search>
      {found.length === 0 ? (
        <EmptyPanel title="Changes">{whyEmpty(data, isNarrowed)}</EmptyPanel>
      ) : (
        <TitledPanel
          title="Changes"
          help={<HelpPopover text={HELP} of="changes" />}
          basis={basisOf(data, found)}
        >
          <ChangeList changes={found} answer={data} />
          {data.changeCount > data.changes.length && limit < MOST_SHOWN && (
            <button
              type="button"
              className={panel.more}
              onClick={() => setLimit(Math.min(limit + CHANGES_SHOWN, MOST_SHOWN))}
            >
              Show more
            </button>
          )}
        </TitledPanel>
      )}
    </>
  );
}

function ChangeList({ changes, answer }: { changes: readonly Change[]; answer: ChangesAnswer }) {
  const { timeZone, today } = answer;
  return (
    <ol className={classes.list}>
      {eventsOf(changes).map(({ change, others }) => (
        <ChangeItem key={change.id} change={change} others={others} timeZone={timeZone} today={today} />
      ))}
    </ol>
  );
}

/** Those of one cause as one, the newest first; what got worse is no part of what got better. */
function eventsOf(changes: readonly Change[]): News[] {
  return [true, false]
    .flatMap(isWorse => byCause(changes.filter(change => change.isWorse === isWorse)))
    .sort((a, b) => (a.change.day === b.change.day ? 0 : a.change.day < b.change.day ? 1 : -1));
}

function basisOf(answer: ChangesAnswer, found: readonly Change[]): string {
  const fresh = found.filter(change => isNew(change, answer.today)).length;
  const isCut = answer.changeCount > answer.changes.length;
  const count = isCut
    ? `the newest ${formatCount(answer.changes.length)} of ${formatCountOf(answer.changeCount, 'change')}`
    : `${formatCountOf(found.length, 'change')}, the newest first`;
  return [
    `${count} since ${formatDay(answer.since, true)}; ${formatCount(fresh)} new in the last ${NEWS_DAYS} days`,
    ...toCome(answer),
  ].join(' · ');
}

function toCome({ repositories, searchedRepositories }: ChangesAnswer): string[] {
  return searchedRepositories >= repositories
    ? []
    : [
        `${formatCount(searchedRepositories)} of ${formatCount(repositories)} repositories are searched under the settings as they are; the others follow, and may show what held before`,
      ];
}

function whyEmpty(answer: ChangesAnswer, isNarrowed: boolean): string {
  const [follow] = toCome(answer);
  if (follow !== undefined) return `None is found yet. ${follow}.`;
  return isNarrowed
    ? 'No change is like that. Choose other kinds, directions or states above.'
    : 'None is found: waits, steps and caches are as they were. A change shows here once it has lasted for three working days; one of today once five builds of the day are over.';
}
