'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { describeWaiting } from '@/components/layout/describe-waiting';
import { useHealth } from '@/components/layout/health';
import { formatDays } from '@/components/panels/buckets';
import { formatLost, knowsHours } from '@/components/panels/known-hours';
import { Figure, FigureRow } from '@/components/ui/figure';
import panel from '@/components/ui/panel.module.css';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCount, formatMoney } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import classes from './cost.module.css';

/** What the settings as they are saved make of the last four whole weeks. */
export function CostFiguresPanel() {
  const { data } = useSuspenseQuery(metricQuery('totals', useFilter()));
  const { waiting } = useHealth();
  const recomputed = waiting === undefined ? null : describeWaiting(waiting);
  const now = data.rows.find(row => row.period === 'now');
  const money = (amount: number) => formatMoney(amount, now?.currency ?? 'EUR');
  const n = { count: now?.waitedBuilds ?? 0, name: 'builds' };
  return (
    <TitledPanel
      title="What the saved settings give"
      basis={
        <>
          the last 4 whole weeks, {formatDays(data.days)} · n = {formatCount(n.count)} builds that somebody
          waited for
          {recomputed !== null && ` · ${recomputed.sentence}`}
        </>
      }
    >
      {now === undefined || now.waitedBuilds === 0 ? (
        <p className={panel.message}>
          Nobody waited for a build in these weeks, so there is nothing to show yet.
        </p>
      ) : (
        <div className={classes.figures}>
          <FigureRow count={now.runnerMoney === null ? 4 : 5}>
            <Figure
              name="Measured wait"
              value={formatLost(data, now.measuredMs)}
              n={n}
              note="no assumption in it"
            />
            <Figure
              name="Lost, low"
              value={formatLost(data, now.lowMs)}
              n={n}
              note={knowsHours(data) ? money(now.lowMoney) : 'being computed'}
            />
            <Figure
              name="Lost, central"
              value={formatLost(data, now.lostMs)}
              n={n}
              note={knowsHours(data) ? money(now.lostMoney) : 'being computed'}
            />
            <Figure
              name="Lost, high"
              value={formatLost(data, now.highMs)}
              n={n}
              note={knowsHours(data) ? money(now.highMoney) : 'being computed'}
            />
            {now.runnerMoney !== null && (
              <Figure name="Runners" value={money(now.runnerMoney)} note="machine time, on top" />
            )}
          </FigureRow>
        </div>
      )}
      <ul className={classes.band}>
        <li>
          <strong>Measured wait</strong>: working time in which at least one build of the person was under
          way.
        </li>
        <li>
          <strong>Low</strong>: of the central estimate only what queues and reruns took, and no switches.
          Even a sceptic would grant these hours.
        </li>
        <li>
          <strong>Central</strong>: the estimate by the assumptions below. This is what pages call hours lost.
        </li>
        <li>
          <strong>High</strong>: full attention to the end of every build, and at least 15 minutes for each
          switch.
        </li>
      </ul>
    </TitledPanel>
  );
}
