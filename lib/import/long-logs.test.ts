import { describe, expect, test } from 'vitest';
import { decodeLog } from '@/lib/ci/drone/decode';
import { LONG_LOGS, longLog } from '@/lib/demo/long-log';
import { readLogLines } from '@/lib/logs/read-log-lines';

const PRINTED = JSON.stringify([
  { pos: 0, out: '+ npm ci\n', time: 0 },
  { pos: 1, out: 'added 3 packages in 2s\n', time: 2 },
]);

describe.each(LONG_LOGS)('a log of %s', how => {
  const lines = decodeLog(JSON.parse(longLog(PRINTED, how)));

  test('is as long as Drone lets it be, or longer', () => {
    const byteCount = lines.reduce((sum, { out }) => sum + out.length, 0);
    expect(byteCount).toBeGreaterThanOrEqual(5 * 1024 * 1024);
    const first = lines[0]?.pos ?? 0;
    expect(lines.every(({ pos }, index) => pos === first + index)).toBe(true);
  });

  test('is read to what it says, and no more of it is kept', () => {
    const { spans, headTruncated } = readLogLines(lines, { stepSeconds: 10 });
    const isBeheaded = how === 'beheaded';
    expect(headTruncated).toBe(isBeheaded);
    expect(spans.map(({ text }) => text)).toEqual(isBeheaded ? [] : ['npm ci']);
    expect(JSON.stringify(spans).length).toBeLessThan(1_000);
  });
});
