import { expect, test } from 'vitest';
import { DatabaseOutage } from './database-outage';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const starting = Object.assign(new Error('the database system is starting up'), { code: '57P03' });
const readOnly = Object.assign(new Error('cannot execute'), { code: '25006' });

test('an outage is one line for each thing that is wrong, and one when it is over', () => {
  let nowMs = 0;
  const lines: string[] = [];
  const logger = { error: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) };
  const outage = new DatabaseOutage(logger, () => nowMs);
  expect(outage.note(new Error('of something else'))).toBeNull();
  expect(outage.noteWritten()).toBe(false);
  for (let beat = 0; beat < 50; beat += 1) expect(outage.note(refused)).toContain('nothing listens');
  outage.noteSilence();
  nowMs = 20_000;
  outage.note(starting);
  outage.note(readOnly);
  // One statement that gets through beside others that fail ends nothing.
  nowMs = 22_000;
  expect(outage.noteWritten()).toBe(false);
  nowMs = 31_400;
  expect(outage.noteWritten()).toBe(true);
  expect(outage.noteWritten()).toBe(false);
  expect(lines).toEqual([
    expect.stringMatching(/^the database does not answer: nothing listens/),
    expect.stringMatching(/^the database can only be read/),
    'the database can be used again, after 31 s: going on where it was',
  ]);
});
