import { EmptyPanel } from '@/components/ui/empty-panel';
import { formatCountOf } from '@/lib/format';
import type { MetricAnswer } from '@/lib/metrics/query';

type Answer = Pick<MetricAnswer<unknown>, 'title' | 'weeksToReplay'>;

/** A panel of hours lost before any of the range are computed: none are known, which is not none. */
export function HoursToCome({ answer }: { answer: Answer }) {
  return (
    <EmptyPanel title={answer.title}>Being computed: {weeksToCome(answer)} of this range to go.</EmptyPanel>
  );
}

/** `3 weeks`. */
export function weeksToCome({ weeksToReplay }: Pick<Answer, 'weeksToReplay'>): string {
  return formatCountOf(weeksToReplay.now, 'week');
}
