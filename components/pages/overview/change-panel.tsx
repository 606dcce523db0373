'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { formatDays } from '@/components/panels/buckets';
import { formatShifts, type Tone } from '@/components/panels/insights/effect-words';
import { Toned } from '@/components/panels/insights/verdict';
import { DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatHours } from '@/lib/format';
import { type TrendAnswer, trendQuery } from '@/lib/insights/query';
import classes from './change-panel.module.css';

const DEFINITION =
  'A line through the daily medians of the wait, at one mix of services and events; ranges under eight weeks are seen with ' +
  'the one before. It is called better or worse only where its interval (99.9 %) excludes no change, so that one who looks ' +
  'every week for a year is hardly ever misled. Beside it, hours lost on a working day, against the range before: volume ' +
  'is more or fewer builds, per build is builds of the same service that cost more or less, mix is other services that build.';

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
  const all = { key: 'all', label: 'Change', ms: data.lostChangeMsADay ?? 0 };
  const rows = [
    ...parts,
    all,
    ...data.services.map(({ service, changeMsADay }) => ({ key: service, label: service, ms: changeMsADay })),
  ];
  return (
    <Panel
      title="Is it getting worse?"
      definition={DEFINITION}
      basis={basisOf(data)}
      csv={{ name: 'change-split', filter }}
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
          caption="Hours lost on a working day, against the range before"
          rows={rows}
          rowKey={({ key }) => key}
          columns={[
            { key: 'part', label: 'Part', cell: ({ label }) => label },
            { key: 'ms', label: 'Hours a working day', isNumber: true, cell: ({ ms }) => signed(ms) },
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

function basisOf({ before, after, interval }: TrendAnswer): string {
  const days = `${formatDays(after)} against ${formatDays(before)}`;
  const n = `${formatCount(after.buildCount)} and ${formatCount(before.buildCount)} builds on ${after.workingDays} and ${before.workingDays} working days`;
  return interval === null ? `${days} · ${n}` : `${days} · ${n} · 99.9 %: ${formatShifts(interval)}`;
}

function signed(ms: number): string {
  return ms > 0 ? `+${formatHours(ms)}` : formatHours(ms);
}
