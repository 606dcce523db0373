import type { Undelivered } from './undelivered';

/** In a sentence; null: nothing was given up. */
export function describeUndelivered([first, ...others]: readonly Undelivered[]): string | null {
  return first === undefined ? null : sentenceOf(first, others.length);
}

/** @param moreCount of how many other subscriptions the same is to be said */
export function sentenceOf(
  { channel, subject, subscriptionId, problem = null }: Undelivered,
  moreCount = 0,
): string {
  const others = moreCount === 0 ? '' : ` and of ${moreCount} more`;
  return `${nameOf(subject)} of subscription ${subscriptionId} (${channel})${others} could not be delivered and was given up${problem === null ? '' : `: ${problem}`}. See Settings, Reports and alerts`;
}

function nameOf(subject: string): string {
  const [kind, rest = ''] = subject.split(':');
  if (kind === 'report') return `The report of week ${rest}`;
  return kind === 'alerts' ? 'A message about alerts' : 'A test message';
}
