import { hourName, WEEKDAYS } from '@/components/charts/week-hours';
import { formatCountOf, formatDay, formatInstant } from '@/lib/format';
import type { Subscription } from '@/lib/reports/delivery/query';
import { localDay } from '@/lib/time/zones';

export const CHANNEL_NAMES: Record<Subscription['channel'], string> = {
  email: 'Mail',
  slack: 'Slack',
  webhook: 'Webhook (signed JSON)',
};

/** `Monday, 07:00, Europe/Berlin`. */
function describeSchedule({ weekday, hour, timeZone }: Subscription): string {
  return `${WEEKDAYS[weekday - 1]}, ${hourName(hour)}, ${timeZone}`;
}

/** What each kind of alert is of. */
export const ALERT_NAMES: Record<Subscription['alerts'][number], string> = {
  regression: 'A wait or step got slower',
  cache: 'A cache hits less',
  queue: 'The queue is out of its band',
  target: 'A service misses its target',
  unusual: 'A wait or step is out of its usual on one day',
};

/** `Weekly report, Monday, 07:00, Europe/Berlin; 3 kinds of alerts`. */
export function describeSent(subscription: Subscription): string {
  const { sendsReport, alerts } = subscription;
  const parts = [
    ...(sendsReport ? [`Weekly report, ${describeSchedule(subscription)}`] : []),
    ...(alerts.length === 0 ? [] : [formatCountOf(alerts.length, 'kind of alert', 'kinds of alerts')]),
  ];
  return parts.join('; ');
}

type Delivery = Subscription['deliveries'][number];

/** What became of a delivery, by the clocks of its subscription: `Week 2026-W47: delivered on 23 Nov`. */
export function describeDelivery(
  { subject, state, endedAt, nextAttemptAt, attempts }: Delivery,
  timeZone: string,
): string {
  const what = nameOf(subject, timeZone);
  const on = endedAt === null ? '' : ` on ${formatDay(localDay(new Date(endedAt), timeZone))}`;
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  switch (state) {
    case 'waiting':
      return `${what}: waits for its report`;
    case 'pending':
      if (attempts === 0) return `${what}: to be sent`;
      return `${what}: failed after ${tries}, next ${nextAttemptAt === null ? 'soon' : `on ${formatInstant(nextAttemptAt, timeZone)}`}`;
    case 'sending':
      return `${what}: is being sent`;
    case 'delivered':
      return `${what}: delivered${on}`;
    case 'gave up':
      return `${what}: given up${on} after ${tries}`;
    case 'cancelled':
      return `${what}: cancelled${on}`;
  }
}

function nameOf(subject: string, timeZone: string): string {
  const [kind = '', ...rest] = subject.split(':');
  if (kind === 'report') return `Week ${rest.join(':')}`;
  return kind === 'alerts' ? `Alerts of ${formatInstant(rest.join(':'), timeZone)}` : 'Test';
}
