import { expect, test } from 'vitest';
import { UnknownRangeError } from '@/lib/time/ranges';
import { WeekFormatError } from '@/lib/weeks/reader';
import { answering } from './answering';

test.each([
  [new UnknownRangeError('4y', 'is no range'), 400, /^range "4y" is no range/],
  [new WeekFormatError('it is of version 9'), 500, /it is of version 9; "buildhours doctor"/],
])('%s is answered', async (error, status, message) => {
  const answer = await answering(() => Promise.reject(error));
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ problems: [expect.stringMatching(message)] });
});

test('of what nobody foresaw the answer reveals nothing', async () => {
  const answer = await answering(() => Promise.reject(new Error('relation "build" does not exist')));
  expect(answer.status).toBe(500);
  expect(await answer.json()).toEqual({
    problems: [expect.stringMatching(/^Buildhours failed to answer this/)],
  });
});
