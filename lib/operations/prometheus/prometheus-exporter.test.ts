import { expect, test } from 'vitest';
import { type BookSeries, SeriesBook } from '@/lib/weeks/reader';
import { boundedNames } from './prometheus-exporter';

const series = (id: number, service: string): BookSeries => ({
  id,
  repoId: 1,
  repository: 'acme/mono',
  pipeline: 'p',
  step: `s${id}`,
  service,
  team: 'acme',
});

test('the services that were seen first keep their names; a new one takes no label from them', () => {
  const nameOf = boundedNames(
    new SeriesBook([], [series(3, 'a'), series(1, 'z'), series(2, 'm')], new Map()),
    2,
  );
  expect(['a', 'm', 'z'].map(nameOf)).toEqual(['other', 'm', 'z']);
});
