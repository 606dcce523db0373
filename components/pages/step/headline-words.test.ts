import { expect, test } from 'vitest';
import { describeLogChange, describeStepChange } from './headline-words';

const RANGE = { rangeFrom: '2026-11-14', rangeUntil: '2026-11-20' };
const CHANGE = { day: '2026-11-17', ...RANGE, isAlarm: false, before: 42_000, after: 110_000, effect: 1.62 };

test('since when, from what to what', () => {
  expect(describeStepChange(CHANGE)).toBe(
    'since Tue 17 Nov (somewhere in 14 – 20 Nov 2026): 42s → 1m 50s (+162%)',
  );
  expect(describeStepChange({ ...CHANGE, isAlarm: true })).toMatch(/^on Tue 17 Nov: /);
});

test('what logs say is told with times only where both are known', () => {
  const change = { text: 'pnpm install', hitRatioBefore: null, hitRatio: null } as const;
  expect(describeLogChange({ ...change, kind: 'takes longer', beforeMs: 32_000, afterMs: 100_000 })).toBe(
    'pnpm install takes longer 32s → 1m 40s',
  );
  expect(describeLogChange({ ...change, kind: 'new command', beforeMs: null, afterMs: 3000 })).toBe(
    'pnpm install new command',
  );
});

test('a cache of a whole tool is told by its rates', () => {
  const change = { text: 'pnpm', kind: 'no longer cached', beforeMs: null, afterMs: null } as const;
  expect(describeLogChange({ ...change, hitRatioBefore: 0.99, hitRatio: 0 })).toBe('pnpm 99% → 0% cached');
});
