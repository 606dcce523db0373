'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { formatDays } from '@/components/panels/buckets';
import { formatShifts, formatStep, type Tone } from '@/components/panels/insights/effect-words';
import { Toned } from '@/components/panels/insights/verdict';
import { DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { formatCountOf, formatDay, formatDuration, formatHours } from '@/lib/format';
import { type TrendAnswer, type TrendRow, trendAddress, trendQuery, trendRows } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';
import classes from './change-panel.module.css';

const DEFINITION =
  'A line through the daily medians of the wait, at one mix of services and events; ranges under eight weeks are seen with ' +
  'the one before. It is called better or worse only where its interval (99.9 %) excludes no change, so that one who looks ' +
  'every week for a year is hardly ever misled; the figures of the verdict are those of the line. Beside it, hours lost on a ' +
  'working day, against the range before: volume is more or fewer builds, per build is builds of the same service that cost ' +
  'more or less, mix is other services that build.';

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
const SERVICES_SHOWN = 3;

/** Whether it is getting worse, and what moved the hours: growth, slowness or other services. */
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
  const services = data.services.slice(0, SERVICES_SHOWN);
  return (
    <Panel
      title="Is it getting worse?"
      definition={DEFINITION}
      basis={basisOf(data)}
      csv={{ name: 'trend', address: trendAddress(filter) }}
      id="trend"
      chart={
        <div className={classes.split}>
          <div>
            <p className={classes.sentence}>
              <Toned tone={toneOf(data)}>{data.sentence}</Toned>
            </p>
            {toneOf(data) !== 'none' && services.length > 0 && (
              <p className={classes.where}>
                Hours lost on a working day moved most at{' '}
                {services
                  .map(({ service, changeMsADay }) => `${service} (${signed(changeMsADay)})`)
                  .join(', ')}
                .
              </p>
            )}
          </div>
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
                  <span className={classes.value}>{signed(ms)}</span>
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

/** A colour only where the interval excludes no change. */
function toneOf({ verdict }: TrendAnswer): Tone {
  return verdict === 'better' || verdict === 'worse' ? verdict : 'none';
}

/** The line of the verdict, then the two ranges of which the hours are. */
function basisOf({ verdict, from, until, before, after, interval, days }: TrendAnswer): string {
  const builds = days.reduce((sum, { buildCount }) => sum + buildCount, 0);
  const line = `line from ${formatDay(from)} to ${formatDay(addDays(until, -1), true)}`;
  const n = `${formatCountOf(builds, 'build')} on ${formatCountOf(days.length, 'working day')}`;
  return [
    ...(verdict === 'not enough data' ? [] : [line]),
    ...(interval === null ? [] : [`99.9 % interval ${formatShifts(interval)}`]),
    n,
    `hours lost: ${formatDays(after)} against ${formatDays(before)}`,
  ].join(' · ');
}

function changeOf(row: TrendRow): string {
  if (row.changeMs === null) return '–';
  return row.figure === 'wait by the line' ? formatStep(row.changeMs) : signed(row.changeMs);
}

function amount({ figure }: TrendRow, ms: number | null): string {
  return figure === 'wait by the line' ? formatDuration(ms) : formatHours(ms);
}

function signed(ms: number): string {
  return ms > 0 ? `+${formatHours(ms)}` : formatHours(ms);
}
