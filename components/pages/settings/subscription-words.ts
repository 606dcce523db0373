import { formatDay } from '@/lib/format';
import type { Subscription } from '@/lib/reports/delivery/query';

export const CHANNEL_NAMES: Record<Subscription['channel'], string> = {
  email: 'Mail',
  slack: 'Slack',
  webhook: 'Webhook (signed JSON)',
};

export const WEEKDAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `Monday, 07:00, Europe/Berlin`. */
export function describeSchedule({ weekday, hour, timeZone }: Subscription): string {
  return `${WEEKDAY_NAMES[weekday - 1]}, ${String(hour).padStart(2, '0')}:00, ${timeZone}`;
}

type Delivery = Subscription['deliveries'][number];

/** What became of a delivery: `Week 2026-W47: delivered on 23 Nov`. */
export function describeDelivery({ subject, state, endedAt, nextAttemptAt, attempts }: Delivery): string {
  const what = subject.startsWith('report:') ? `Week ${subject.slice('report:'.length)}` : 'Test';
  const on = endedAt === null ? '' : ` on ${formatDay(endedAt.slice(0, 10))}`;
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  switch (state) {
    case 'waiting':
      return `${what}: waits for its report`;
    case 'pending':
      if (attempts === 0) return `${what}: to be sent`;
      return `${what}: failed after ${tries}, next at ${nextAttemptAt?.slice(11, 16)} UTC`;
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
