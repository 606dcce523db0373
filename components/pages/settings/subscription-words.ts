import { hourName, WEEKDAYS } from '@/components/charts/week-hours';
import { formatDay, formatInstant } from '@/lib/format';
import type { Subscription } from '@/lib/reports/delivery/query';
import { localDay } from '@/lib/time/zones';

export const CHANNEL_NAMES: Record<Subscription['channel'], string> = {
  email: 'Mail',
  slack: 'Slack',
  webhook: 'Webhook (signed JSON)',
};

/** `Monday, 07:00, Europe/Berlin`. */
export function describeSchedule({ weekday, hour, timeZone }: Subscription): string {
  return `${WEEKDAYS[weekday - 1]}, ${hourName(hour)}, ${timeZone}`;
}

type Delivery = Subscription['deliveries'][number];

/** What became of a delivery, by the clocks of its subscription: `Week 2026-W47: delivered on 23 Nov`. */
export function describeDelivery(
  { subject, state, endedAt, nextAttemptAt, attempts }: Delivery,
  timeZone: string,
): string {
  const what = subject.startsWith('report:') ? `Week ${subject.slice('report:'.length)}` : 'Test';
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
