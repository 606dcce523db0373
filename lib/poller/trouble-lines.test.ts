import { expect, test } from 'vitest';
import { TroubleLines } from './trouble-lines';

test('what fails in thousands is a line at once, and one a minute with how many', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const trouble = new TroubleLines(
    line => lines.push(line),
    () => nowMs,
  );
  trouble.note('log', []);
  trouble.note('log', ['first']);
  trouble.note('build', ['of a build', 'of another']);
  for (let n = 0; n < 4_000; n += 1) trouble.note('log', [`log ${n}`]);
  expect(lines).toEqual(['first', 'of a build; and 1 other build failed']);
  nowMs = 60_000;
  trouble.note('log', ['latest']);
  expect(lines.slice(2)).toEqual(['latest; and 4000 other logs failed']);
});
