import { expect, test } from 'vitest';
import { type ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { KeptAnswers } from './kept-answers';

test('an answer is made once of the same names, weeks and day; one that failed is made again', async () => {
  const source = {
    book: new SeriesBook([], [], new Map()),
    store: { writings: 1 },
    replayedWeeks: new Set<number>(),
  };
  const context = (now: string): ReaderContext =>
    Object.assign(Object.create(null), {
      source: {
        open: async () => ({ book: source.book, replayedWeeks: source.replayedWeeks }),
        store: source.store,
      },
      now: new Date(now),
      timeZone: 'UTC',
    });
  const answers = new KeptAnswers<number>();
  let made = 0;
  const ask = (question = 'a', now = '2026-03-02T10:00:00Z') =>
    answers.get(context(now), question, async () => ++made);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(await ask('b')).toBe(2);
  expect(await ask()).toBe(1);
  source.store.writings += 1;
  expect(await ask()).toBe(3);
  source.replayedWeeks = new Set([2930]);
  expect(await ask()).toBe(4);
  const first = source.book;
  source.book = new SeriesBook([], [], new Map());
  expect(await ask()).toBe(5);
  // Two who may see other repositories ask in turn: neither throws away what the other has.
  source.book = first;
  expect(await ask()).toBe(4);
  expect(await ask('a', '2026-03-03T00:00:00Z')).toBe(6);
  const fail = () => Promise.reject(new Error('no'));
  await expect(answers.get(context('2026-03-03T00:00:00Z'), 'c', fail)).rejects.toThrow('no');
  expect(await ask('c', '2026-03-03T00:00:00Z')).toBe(7);
});
