import { HOUR_S, MINUTE_S } from '@/lib/time/units';

/**
 * A duration as people write it: `6m 30s`, `6:30`, `390s`, `1h 5m`; a number alone could be of anything.
 *
 * @returns whole seconds; null when it is none
 */
export function parseDuration(text: string): number | null {
  const plain = text.trim().toLowerCase();
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2})$/.exec(plain);
  const parts = clock ?? /^(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s(?:ec)?)?$/.exec(plain);
  if (parts === null || plain === '') return null;
  const [hours, minutes, seconds] = [1, 2, 3].map(place => Number(parts[place] ?? 0));
  return (hours ?? 0) * HOUR_S + (minutes ?? 0) * MINUTE_S + (seconds ?? 0);
}
