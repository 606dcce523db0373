import type { Undelivered } from './undelivered';

/** In a sentence; null: nothing was given up. */
export function describeUndelivered(all: readonly Undelivered[]): string | null {
  const [first] = all;
  if (first === undefined) return null;
  const { channel, subject, subscriptionId, problem } = first;
  const what = subject.startsWith('report:')
    ? `The report of week ${subject.slice('report:'.length)}`
    : 'A test message';
  const others = all.length === 1 ? '' : ` and of ${all.length - 1} more`;
  return `${what} of subscription ${subscriptionId} (${channel})${others} could not be delivered and was given up: ${problem ?? 'nobody knows why'}. See Settings, Reports`;
}
