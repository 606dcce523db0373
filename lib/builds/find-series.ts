import type { BookSeries, SeriesBook } from '@/lib/weeks/reader';

const books = new WeakMap<SeriesBook, Map<string, BookSeries>>();

/** The series of a step, or of a pipeline (step ''), by its name; undefined until it was first packed. */
export function findSeries(
  book: SeriesBook,
  repoId: number,
  pipeline: string,
  step: string,
): BookSeries | undefined {
  let byName = books.get(book);
  if (byName === undefined) {
    byName = new Map([...book.series.values()].map(series => [keyOf(series), series]));
    books.set(book, byName);
  }
  return byName.get(keyOf({ repoId, pipeline, step }));
}

function keyOf({ repoId, pipeline, step }: Pick<BookSeries, 'repoId' | 'pipeline' | 'step'>): string {
  return `${repoId}\u001f${pipeline}\u001f${step}`;
}
