import type { SeriesBook } from '@/lib/weeks/reader';
import { findSeries } from './find-series';

/** The clone step belongs to no service of its own. */
const CLONE = 'clone';

/** A step as it stands in a build; '': the pipeline itself. */
export interface NamedStep {
  pipeline: string;
  step: string;
}

/**
 * The services whose steps a build holds, by name. A build without steps, as one that broke at once, belongs to the
 * service of its pipelines, else of its repository.
 */
export function servicesOfSteps(book: SeriesBook, repoId: number, steps: readonly NamedStep[]): string[] {
  const told = (wanted: (step: string) => boolean) =>
    steps.flatMap(({ pipeline, step }) =>
      wanted(step) ? (findSeries(book, repoId, pipeline, step)?.service ?? []) : [],
    );
  const own = told(step => step !== '' && step !== CLONE);
  if (own.length > 0) return distinct(own);
  const around = told(() => true);
  if (around.length > 0) return distinct(around);
  const repository = book.repos.get(repoId)?.slug;
  const whole = findSeries(book, repoId, '', '')?.service ?? book.seriesOfRepo.get(repoId)?.[0]?.service;
  return whole === undefined ? (repository === undefined ? [] : [repository]) : [whole];
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
