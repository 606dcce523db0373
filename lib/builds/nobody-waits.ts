import { createPersonFinder } from '@/lib/settings/find-person';
import type { People } from '@/lib/settings/people';
import type { BuildFacts } from './detail/build-facts';

/** Why a build costs nobody anything, in the order in which that is decided; null: somebody waits for it. */
export type NobodyWaits = 'cron' | 'declined' | 'nobody' | 'broken' | 'bot' | null;

export function nobodyWaits(
  people: People,
  { status, isCron, person, stages }: Pick<BuildFacts, 'status' | 'isCron' | 'person' | 'stages'>,
): NobodyWaits {
  if (isCron) return 'cron';
  if (status === 'declined') return 'declined';
  if (person === null) return 'nobody';
  if (status === 'error' && stages.length === 0) return 'broken';
  return createPersonFinder(people)(person).isBot ? 'bot' : null;
}
