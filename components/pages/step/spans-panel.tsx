'use client';

import { useQuery, useSuspenseQueries } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { addDays } from '@/lib/time/days';
import { type DayRange, listBuckets } from '@/lib/time/ranges';
import { BlameList } from './blame-list';
import { SpanTable } from './span-table';
import classes from './spans.module.css';
import { sumUpSpans } from './step-spans';

const RECENT_DAYS = 7;
/** Of the trend, up to the last day of the range. */
const WEEKS = 12;

/** What takes the time inside the step: its commands, then the docker layers that they build. */
export function SpansPanel() {
  const filter = useFilter();
  const [{ data }, { data: caches }] = useSuspenseQueries({
    queries: [metricQuery('step-spans', filter), metricQuery('cache-steps', filter)],
  });
  const title = 'What takes the time inside';
  const { from, until } = data.previousDays;
  // What stood before is told when it is there: the page does not wait for it.
  const { data: before } = useQuery(
    metricQuery('step-spans', { ...filter, range: `${from}..${addDays(until, -1)}` }),
  );
  const weeks = listBuckets(lastWeeks(data.days.until), 'week');
  const { data: weekly } = useQuery(
    metricQuery('span-weeks', { ...filter, range: `${weeks[0]}..${addDays(data.days.until, -1)}` }),
  );
  // What caches do now says nothing of days that were over before.
  const isRecent = data.days.until > addDays(data.today, -RECENT_DAYS);
  const { data: recent } = useQuery({
    ...metricQuery('cache-steps', { ...filter, range: `${RECENT_DAYS}d` }),
    enabled: isRecent,
  });
  const sums = sumUpSpans(data.rows, caches.rows, {
    before: before?.rows ?? [],
    weekly: { weeks, rows: weekly?.rows ?? [] },
    recentCaches: isRecent ? (recent?.rows ?? caches.rows) : caches.rows,
  });
  if (sums === null) {
    return (
      <EmptyPanel title={title}>
        No log of this step that was read in this range reports commands or layers. Logs are read newest first
        once the builds are in. Logs of very short steps and logs that the CI server no longer has are never
        read. A longer or later range may have some.
      </EmptyPanel>
    );
  }
  const { commands, layers, logs } = sums;
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={
        <span className={classes.basis}>
          {formatCount(logs)} logs read
          <span className={classes.key}>
            <span className={classes.missing} /> time in cache misses, or in a command whose cache seldom hits
            {isRecent && ` in the last ${RECENT_DAYS} days`}
          </span>
          <span className={classes.key}>
            <span className={classes.other} /> other time
          </span>
        </span>
      }
      csv={{ name: 'step-spans', filter }}
      chart={null}
      table={
        <>
          {commands.length > 0 && (
            <SpanTable id="commands" name="Command" spans={commands} logs={logs} weeks={weeks} />
          )}
          {layers.length > 0 && (
            <SpanTable
              id="layers"
              name="Docker layer, within its command"
              spans={layers}
              logs={logs}
              weeks={weeks}
            />
          )}
        </>
      }
    >
      <BlameList sums={sums} />
    </Panel>
  );
}

/** The weeks of the trend, the last of which holds the last day. */
function lastWeeks(until: string): DayRange {
  return { from: addDays(until, -1 - 7 * (WEEKS - 1)), until };
}
