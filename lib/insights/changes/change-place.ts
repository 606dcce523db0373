import type { SeriesBook } from '@/lib/weeks/reader';
import type { Change } from './change';
import { type Subject, subjectOf } from './read-days';

/** Where a change lies, by the rules and names of today. */
export type ChangePlace = Pick<
  Change,
  'service' | 'team' | 'services' | 'repository' | 'pipeline' | 'step' | 'hasNamesakes'
>;

/**
 * The place of a subject of a repository; null where the book has neither.
 *
 * @param slug of a repository that is no more
 */
export function placeOf(
  book: SeriesBook,
  repo: { id: number; slug: string },
  subject: Subject,
): ChangePlace | null {
  const repository = book.repos.get(repo.id)?.slug ?? repo.slug;
  if (subject.kind === 'wait') {
    const { service } = subject;
    const team = book.teamOfService.get(service) ?? null;
    const place = { service, team, services: [service], repository, pipeline: null, step: null };
    return { ...place, hasNamesakes: false };
  }
  const series = book.series.get(subject.seriesId);
  if (series === undefined) return null;
  const { service, team, pipeline, step } = series;
  const sharers = book.splitRepos.get(repo.id)?.owners ?? [];
  const services = service === null ? sharers.map(owner => owner.service) : [service];
  const hasNamesakes = (book.seriesOfRepo.get(repo.id) ?? []).some(
    other => other.step === step && other.pipeline !== pipeline,
  );
  return { service, team, services, repository, pipeline, step, hasNamesakes };
}

/** The place of what is stored: what the book no longer has keeps the names that were stored. */
export function placeOfStored(
  book: SeriesBook,
  repoId: number,
  key: string,
  stored: Omit<ChangePlace, 'services' | 'hasNamesakes'>,
): ChangePlace {
  const subject = subjectOf(key);
  const found = subject === null ? null : placeOf(book, { id: repoId, slug: stored.repository }, subject);
  const services = stored.service === null ? [] : [stored.service];
  return found ?? { ...stored, services, hasNamesakes: false };
}
