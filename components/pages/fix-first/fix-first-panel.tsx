'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import classes from '@/components/panels/insights/insights.module.css';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCountOf, formatRange } from '@/lib/format';
import { type Finding, type FixFirstAnswer, fixFirstQuery } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';
import { FindingItem } from './finding-item';
import { fixFirstSearchOf } from './fix-first-search';

const HELP =
  'Hours a week that people would lose less if the step took what it takes when its cache is warm, or the best quarter ' +
  'of its last good weeks. They are found by computing the hours lost again with the shorter durations, not by adding ' +
  'up seconds; the band is that of the low and the high reading. Savings of several findings overlap: they do not add up.';

/** What to do next, ranked by the hours a week that it would save; below it what is not worth it, and what was set aside. */
export function FixFirstPanels() {
  const { data } = useSuspenseQuery(fixFirstQuery(fixFirstSearchOf(useFilter())));
  const open = data.findings.filter(({ setAside }) => setAside === null);
  const worth = open.filter(({ isWorthIt }) => isWorthIt);
  const others = open.filter(({ isWorthIt }) => !isWorthIt);
  const aside = data.findings.filter(({ setAside }) => setAside !== null);
  return (
    <>
      {worth.length === 0 ? (
        <EmptyPanel title="What to fix first">{whyEmpty(data)}</EmptyPanel>
      ) : (
        <TitledPanel
          title="What to fix first"
          help={<HelpPopover text={HELP} of="what to fix first" />}
          basis={basisOf(data, worth.length)}
        >
          <FindingList findings={worth} isRanked />
        </TitledPanel>
      )}
      {others.length > 0 && (
        <TitledPanel
          title="Long, and not worth it"
          basis="nobody would wait less: these are off the critical path"
        >
          <FindingList findings={others} />
        </TitledPanel>
      )}
      {aside.length > 0 && (
        <TitledPanel title="Set aside" basis="each comes back when it costs twice what it did then">
          <FindingList findings={aside} />
        </TitledPanel>
      )}
    </>
  );
}

function FindingList({ findings, isRanked = false }: { findings: readonly Finding[]; isRanked?: boolean }) {
  return (
    <ol className={classes.list}>
      {findings.map((finding, index) => (
        <FindingItem key={finding.key} finding={finding} rank={isRanked ? index + 1 : null} />
      ))}
    </ol>
  );
}

function basisOf({ weeks }: FixFirstAnswer, count: number): string {
  const of = weeks === null ? '' : `, of ${formatRange(weeks.from, addDays(weeks.until, -1))}`;
  return `${formatCountOf(count, 'finding')}${of}, those that save the most first`;
}

function whyEmpty({ weeks, findings }: FixFirstAnswer): string {
  if (weeks === null)
    return 'Nothing is computed yet: the poller looks for findings once four weeks of builds and their logs are read. It does so in the background, at most once an hour.';
  const days = formatRange(weeks.from, addDays(weeks.until, -1));
  return findings.length > 0
    ? `All findings of ${days} are set aside, or not worth it.`
    : `Nothing was found in ${days} for what is chosen: no step would save people a noticeable part of an hour a week. Clear the filters to see all services.`;
}
