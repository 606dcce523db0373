import { expect, test } from 'vitest';
import { type ReaderContext, SeriesBook } from '@/lib/weeks/reader';
import { KeptAnswers } from './kept-answers';

const NOW = Date.parse('2026-03-02T10:00:00Z');
let book = new SeriesBook([], [], new Map());
const context = (seconds: number): ReaderContext =>
  Object.assign(Object.create(null), {
    source: { open: async () => ({ book }) },
    now: new Date(NOW + seconds * 1000),
    timeZone: 'UTC',
  });

test('an answer is made once, until it is old or other names are in force; one that failed is made again', async () => {
  const answers = new KeptAnswers<number>();
  let made = 0;
  const ask = (seconds: number, question = 'a') =>
    answers.get(context(seconds), question, async () => ++made);
  expect(await Promise.all([ask(0), ask(1)])).toEqual([1, 1]);
  expect(await ask(1, 'b')).toBe(2);
  expect(await ask(6)).toBe(3);
  book = new SeriesBook([], [], new Map());
  expect(await ask(6)).toBe(4);
  const fail = () => Promise.reject(new Error('no'));
  await expect(answers.get(context(6), 'c', fail)).rejects.toThrow('no');
  expect(await ask(6, 'c')).toBe(5);
});
