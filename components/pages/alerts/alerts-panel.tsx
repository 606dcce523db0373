'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import classes from '@/components/panels/insights/insights.module.css';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCount, formatCountOf } from '@/lib/format';
import { alertsQuery, type ListedAlert } from '@/lib/reports/query';
import { AlertItem } from './alert-item';
import { alertsParsers } from './alerts-state';

const HELP =
  'What was found while it was new: a wait or step that got slower, a cache that hits less, a day out of the usual, a queue ' +
  'out of its band, a target that a service began to miss. Each is told once, to those who chose so under Settings, Reports and alerts; ' +
  'what began more than 7 days before it was found is no alert. What is said of a change here is said of it on its page too.';

/** What was found and told, the newest first; of a link of a message, that one alone. */
export function AlertsPanel() {
  const { team } = useFilter();
  const link = useFilterLink();
  const [{ alert: id }] = useQueryStates(alertsParsers);
  const { data } = useSuspenseQuery(alertsQuery({ team, id }));
  const { alerts, alertCount, timeZone } = data;
  const title = id === null ? (alerts.length === 0 ? 'No alert yet' : 'What was found') : 'One alert';
  const others = (
    <Link href={link('/alerts')} prefetch={false}>
      All alerts
    </Link>
  );
  if (alerts.length === 0)
    return (
      <EmptyPanel title={title}>
        {id === null ? (
          'Nothing that began in the seven days before it was found; what is older is under Changes. Who is told of what comes is chosen under Settings, Reports and alerts.'
        ) : (
          <>There is no such alert, or it is of another team. {others}</>
        )}
      </EmptyPanel>
    );
  return (
    <TitledPanel
      title={title}
      help={<HelpPopover text={HELP} of="alerts" />}
      basis={id === null ? basisOf(alerts, alertCount) : others}
    >
      <ol className={classes.list}>
        {alerts.map(alert => (
          <AlertItem key={alert.id} alert={alert} timeZone={timeZone} />
        ))}
      </ol>
    </TitledPanel>
  );
}

function basisOf(alerts: readonly ListedAlert[], alertCount: number): string {
  const fresh = alerts.filter(({ state }) => state === 'new').length;
  const shown =
    alerts.length < alertCount
      ? `The newest ${formatCount(alerts.length)} of ${formatCountOf(alertCount, 'alert')}`
      : `${formatCountOf(alertCount, 'alert')}, the newest first`;
  return `${shown}; ${formatCount(fresh)} of them new`;
}
