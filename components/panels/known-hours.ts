import { formatHours } from '@/lib/format';
import type { MetricAnswer } from '@/lib/metrics/query';

type Replayed = Pick<MetricAnswer<unknown>, 'weeksToReplay'>;

/** Whether hours lost of all weeks of the range are computed: sums of others lack some. */
export function knowsHours({ weeksToReplay }: Replayed): boolean {
  return weeksToReplay.now === 0;
}

/** Hours lost of the range in words, and that they are not known where some are still to be computed. */
export function formatLost(answer: Replayed, ms: number | null): string {
  return formatHours(knowsHours(answer) ? ms : null);
}
