'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import classes from '@/components/panels/insights/insights.module.css';
import { ASK_AGAIN_MS, OutdatedNote } from '@/components/panels/insights/outdated';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import { ShowAll } from '@/components/ui/show-all';
import { TitledPanel } from '@/components/ui/titled-panel';
import { useExpanded } from '@/components/ui/use-expanded';
import { formatCount, formatCountOf, formatRange } from '@/lib/format';
import { COMPUTE_EVERY_MS, type Finding, type FixFirstAnswer, fixFirstQuery } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';
import { HOUR_MS } from '@/lib/time/units';
import { FindingItem } from './finding-item';
import { fixFirstSearchOf } from './fix-first-search';

const HELP =
  'Hours a week that people would lose less if the step took what it takes when its cache is warm, or the best quarter ' +
  'of its last good weeks. They are found by computing the hours lost again with the shorter durations, not by adding ' +
  'up seconds; the band is that of the low and the high reading. Savings of several findings overlap: they do not add up. ' +
  `Builds and logs that come late are counted within ${COMPUTE_EVERY_MS / HOUR_MS} hours.`;

/** More than anybody does next; they are ranked, so that what comes after them saves less. */
const SHOWN = 10;

/** What to do next, ranked by the hours a week that it would save; below it what is not worth it, and what was set aside. */
export function FixFirstPanels() {
  const { data } = useSuspenseQuery({
    ...fixFirstQuery(fixFirstSearchOf(useFilter())),
    refetchInterval: ({ state }) => (state.data?.isOutdated ? ASK_AGAIN_MS : false),
  });
  const [showsAll, toggle] = useExpanded('findings');
  const open = data.findings.filter(({ setAside }) => setAside === null);
  const worth = open.filter(({ isWorthIt, hoursAWeek }) => isWorthIt && hoursAWeek !== null);
  const unknown = open.filter(({ isWorthIt, hoursAWeek }) => isWorthIt && hoursAWeek === null);
  const others = open.filter(({ isWorthIt }) => !isWorthIt);
  const aside = data.findings.filter(({ setAside }) => setAside !== null);
  return (
    <>
      {data.isOutdated && <OutdatedNote what="findings" changed="settings" />}
      {worth.length === 0 ? (
        <EmptyPanel title="What to fix first">{whyEmpty(data)}</EmptyPanel>
      ) : (
        <TitledPanel
          title="What to fix first"
          help={<HelpPopover text={HELP} of="what to fix first" />}
          basis={basisOf(data, worth.length)}
        >
          <FindingList
            findings={showsAll ? worth : worth.slice(0, SHOWN)}
            timeZone={data.timeZone}
            isRanked
          />
          {worth.length > SHOWN && <ShowAll count={worth.length} showsAll={showsAll} toggle={toggle} />}
        </TitledPanel>
      )}
      {unknown.length > 0 && (
        <TitledPanel
          title="Saving not known"
          basis="no log tells what these would save, so they have no rank"
        >
          <FindingList findings={unknown} timeZone={data.timeZone} />
        </TitledPanel>
      )}
      {others.length > 0 && (
        <TitledPanel
          title="Long, and not worth it"
          basis="nobody would wait less: these are off the critical path"
        >
          <FindingList findings={others} timeZone={data.timeZone} />
        </TitledPanel>
      )}
      {aside.length > 0 && (
        <TitledPanel title="Set aside" basis="each comes back when it costs twice what it did then">
          <FindingList findings={aside} timeZone={data.timeZone} />
        </TitledPanel>
      )}
    </>
  );
}

interface FindingListProps {
  findings: readonly Finding[];
  timeZone: string;
  isRanked?: boolean;
}

function FindingList({ findings, timeZone, isRanked = false }: FindingListProps) {
  return (
    <ol className={classes.list}>
      {findings.map((finding, index) => (
        <FindingItem
          key={finding.key}
          finding={finding}
          rank={isRanked ? index + 1 : null}
          timeZone={timeZone}
        />
      ))}
    </ol>
  );
}

function basisOf({ weeks, findings, openCount, isWhole }: FixFirstAnswer, count: number): string {
  const of = weeks === null ? '' : `, of ${formatRange(weeks.from, addDays(weeks.until, -1))}`;
  const hidden = openCount - findings.filter(({ setAside }) => setAside === null).length;
  const more = hidden === 0 ? '' : `; ${formatCount(hidden)} more are not shown: choose a team or a service`;
  return `${formatCountOf(count, 'finding')}${of}, those that save the most first${more}${isWhole ? '' : '; builds and logs of these weeks are still being read'}`;
}

function whyEmpty({ weeks, findings }: FixFirstAnswer): string {
  if (weeks === null)
    return 'Nothing is computed yet: the poller looks for findings in the background once builds of the last four whole weeks and their logs are read.';
  const days = formatRange(weeks.from, addDays(weeks.until, -1));
  return findings.length > 0
    ? `No finding of ${days} is ranked: all are set aside, not worth it, or of unknown saving.`
    : `Nothing was found in ${days} for what is chosen: no step would save people a noticeable part of an hour a week. Clear the filters to see all services.`;
}
