'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { formatDays } from '@/components/panels/buckets';
import { DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { formatCountOf, formatDuration, formatEnds, formatHours, formatHoursMore } from '@/lib/format';
import {
  formatStep,
  lostChangeSentence,
  type TrendAnswer,
  type TrendRow,
  trendAddress,
  trendQuery,
  trendRows,
} from '@/lib/insights/query';
import classes from './change-panel.module.css';

const DEFINITION =
  'Hours lost on a working day, against the range before: volume is more or fewer builds, per build is builds of the same ' +
  'service that cost more or less, mix is other services that build; the three add up to the change. The interval (99.9 %) ' +
  'is that of single days: where it includes 0, the change may be chance. Days that are not over are left out. The table ' +
  'has the line of the wait as well.';

const LABELS: Record<TrendRow['figure'], string> = {
  'wait by the line': 'Wait, from the start of the line to its end',
  'lost a working day': 'Lost on a working day',
  volume: 'of that by volume',
  'per build': 'of that per build',
  mix: 'of that by mix',
  service: 'Lost at',
};

/** A change of this share of the hours before fills the bar; what is smaller looks smaller. */
const SMALL = 0.05;

/** What moved the hours lost: growth, slowness or other services. */
export function ChangePanel() {
  const filter = useFilter();
  const { data } = useSuspenseQuery(trendQuery(filter));
  const parts = [
    { key: 'volume', label: 'Volume', what: 'more or fewer builds', ms: data.volumeMsADay },
    { key: 'speed', label: 'Per build', what: 'costlier or cheaper', ms: data.speedMsADay },
    { key: 'mix', label: 'Mix', what: 'other services build', ms: data.mixMsADay },
  ];
  const lostBeforeMs = data.before.lostMsADay ?? 0;
  const most = Math.max(...parts.map(({ ms }) => Math.abs(ms)), lostBeforeMs * SMALL, 1);
  return (
    <Panel
      title="What moved the hours lost"
      definition={DEFINITION}
      basis={basisOf(data)}
      csv={{ name: 'trend', address: trendAddress(filter) }}
      id="trend"
      chart={
        <div className={classes.split}>
          <p className={classes.sentence}>{lostChangeSentence(data) ?? whyNotCompared(data)}</p>
          {data.lostChangeMsADay !== null && (
            <ul className={classes.parts} aria-label="Hours lost on a working day, against the range before">
              {parts.map(({ key, label, what, ms }) => (
                <li key={key} className={classes.part}>
                  <span className={classes.label}>
                    {label} <span className={classes.what}>{what}</span>
                  </span>
                  <span className={classes.track} aria-hidden="true">
                    <span
                      className={ms < 0 ? classes.less : classes.more}
                      style={{ width: `${(Math.abs(ms) / most) * 50}%` }}
                    />
                  </span>
                  <span className={classes.value}>{formatHoursMore(ms)}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      }
      table={
        <DataTable
          caption="The wait, and the hours lost on a working day"
          rows={trendRows(data)}
          rowKey={({ figure, service }) => `${figure} ${service}`}
          columns={[
            {
              key: 'figure',
              label: 'Figure',
              cell: ({ figure, service }) =>
                service === null ? LABELS[figure] : `${LABELS[figure]} ${service}`,
            },
            { key: 'before', label: 'Before', isNumber: true, cell: row => amount(row, row.beforeMs) },
            { key: 'after', label: 'After', isNumber: true, cell: row => amount(row, row.afterMs) },
            { key: 'change', label: 'Change', isNumber: true, cell: changeOf },
          ]}
        />
      }
    />
  );
}

function whyNotCompared({ before, after }: TrendAnswer): string {
  return before.workingDays === 0 || after.workingDays === 0
    ? 'No working day to compare.'
    : 'The history does not reach back over the range before, its hours are not all computed yet, or the days are too few to compare.';
}

/** The two ranges of which the hours are. */
function basisOf({ before, after, lostChangeMsADay, lostInterval }: TrendAnswer): string {
  return [
    ...(lostChangeMsADay === null ? [] : [`${formatHoursMore(lostChangeMsADay)} on a working day`]),
    ...(lostInterval === null
      ? []
      : [`99.9 % interval ${formatEnds(lostInterval.low, lostInterval.high, formatHoursMore)}`]),
    `${formatDays(after)} against ${formatDays(before)}`,
    `${after.workingDays} and ${formatCountOf(before.workingDays, 'working day')}`,
  ].join(' · ');
}

function changeOf(row: TrendRow): string {
  if (row.changeMs === null) return '–';
  return row.figure === 'wait by the line' ? formatStep(row.changeMs) : formatHoursMore(row.changeMs);
}

function amount({ figure }: TrendRow, ms: number | null): string {
  return figure === 'wait by the line' ? formatDuration(ms) : formatHours(ms);
}
