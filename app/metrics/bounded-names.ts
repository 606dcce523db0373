import type { SeriesBook } from '@/lib/weeks/reader';

/** More services than this have no label of their own. */
const MOST_NAMES = 200;

const OTHER = 'other';

/**
 * The label of each service: its name, or `other` beyond the first 200 that were ever seen. By age, so that a new
 * service never takes the label from an old one, whose counter would end.
 */
export function boundedNames({ series }: SeriesBook, most = MOST_NAMES): (service: string) => string {
  const firstSeen = new Map<string, number>();
  for (const { service, id } of series.values()) {
    firstSeen.set(service, Math.min(id, firstSeen.get(service) ?? id));
  }
  const oldest = [...firstSeen].sort(([, one], [, other]) => one - other).slice(0, most);
  const kept = new Set(oldest.map(([service]) => service));
  return service => (kept.has(service) ? service : OTHER);
}
