'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { formatComparedDays } from '@/components/panels/buckets';
import { DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import { formatHours } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import classes from './change-panel.module.css';
import { describeSplit } from './describe-split';

/** A change of this share of the hours before fills the bar; what is smaller looks smaller. */
const SMALL = 0.05;

/** Whether it is getting worse, and whether that is growth or slowness. */
export function ChangePanel() {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('change-split', filter));
  const split = data.rows[0];
  if (split === undefined) return null;
  const parts = [
    { key: 'volume', label: 'Volume', what: 'more or fewer builds', ms: split.volumeMs },
    { key: 'speed', label: 'Per build', what: 'costlier or cheaper', ms: split.speedMs },
    { key: 'mix', label: 'Mix', what: 'other services build', ms: split.mixMs },
  ];
  const most = Math.max(...parts.map(({ ms }) => Math.abs(ms)), split.lostBeforeMs * SMALL, 1);
  return (
    <Panel
      title="Is it getting worse?"
      definition={data.definition}
      basis={formatComparedDays(data)}
      csv={{ name: 'change-split', filter }}
      chart={
        <div className={classes.split}>
          <p className={classes.sentence}>{describeSplit(split)}</p>
          {split.lostBeforeMs > 0 && (
            <ul className={classes.parts}>
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
          caption={data.title}
          rows={[...parts, { key: 'all', label: 'Change', what: '', ms: split.changeMs }]}
          rowKey={({ key }) => key}
          columns={[
            { key: 'part', label: 'Part', cell: ({ label }) => label },
            { key: 'ms', label: 'Hours', isNumber: true, cell: ({ ms }) => signed(ms) },
          ]}
        />
      }
    />
  );
}

function signed(ms: number): string {
  return ms > 0 ? `+${formatHours(ms)}` : formatHours(ms);
}
