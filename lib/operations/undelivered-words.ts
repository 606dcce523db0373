import type { Undelivered } from './undelivered';

/** In a sentence; null: nothing was given up. */
export function describeUndelivered(all: readonly Undelivered[]): string | null {
  const [first] = all;
  if (first === undefined) return null;
  const { channel, subject, subscriptionId, problem = null } = first;
  const what = nameOf(subject);
  const others = all.length === 1 ? '' : ` and of ${all.length - 1} more`;
  return `${what} of subscription ${subscriptionId} (${channel})${others} could not be delivered and was given up${problem === null ? '' : `: ${problem}`}. See Settings, Reports and alerts`;
}

function nameOf(subject: string): string {
  const [kind, rest = ''] = subject.split(':');
  if (kind === 'report') return `The report of week ${rest}`;
  return kind === 'alerts' ? 'A message about alerts' : 'A test message';
}
