import { expect, test } from 'vitest';
import { type BookSeries, SeriesBook } from '@/lib/weeks/reader';
import { placeOf, placeOfStored } from './change-place';
import { subjectOf } from './change-words';

const SLUG = 'shop/web';
const series = (id: number, pipeline: string, step: string): BookSeries => {
  return { id, repoId: 1, repository: SLUG, pipeline, step, service: SLUG, team: 'shop' };
};
const repo = { id: 1, slug: SLUG, serverId: 1 };
const book = new SeriesBook(
  [repo],
  [series(1, '', ''), series(2, 'ci', 'install'), series(3, 'ci', 'test'), series(4, 'nightly', 'install')],
  new Map(),
);
const nameOf = (seriesId: number) => {
  const place = placeOf(book, repo, { kind: 'step', seriesId });
  return place === null ? null : subjectOf({ ...place, kind: 'step', cacheKind: null, tool: null });
};

test('a step is told with its pipeline where another pipeline has one of the same name', () => {
  expect(nameOf(2)).toBe('Step install (ci) of shop/web');
  expect(nameOf(3)).toBe('Step test of shop/web');
  expect(nameOf(4)).toBe('Step install (nightly) of shop/web');
});

test('what the book no longer has keeps the names that were stored', () => {
  expect(nameOf(5)).toBeNull();
  const stored = { service: SLUG, team: 'shop', repository: SLUG, pipeline: 'old', step: 'install' };
  expect(placeOfStored(book, 1, 'step 5', stored)).toEqual({
    ...stored,
    ...{ services: [SLUG], hasNamesakes: false },
  });
});
