import { expect, test } from 'vitest';
import { describeCaches, describeLogChange, describeStepChange } from './headline-words';

const CHANGE = { day: '2026-11-17', isAlarm: false, before: 42_000, after: 110_000, effect: 1.62 };

test('since when, from what to what', () => {
  expect(describeStepChange(CHANGE)).toBe('since 17 Nov: 42s → 1m 50s (+162%)');
  expect(describeStepChange({ ...CHANGE, isAlarm: true })).toMatch(/^on 17 Nov/);
});

test('caches that moved are named, others and unknown ones are not', () => {
  const rows = [
    { tool: 'pnpm', hitRatio: 0, hitBeforeRatio: 1 },
    { tool: 'docker-pull', hitRatio: 0.95, hitBeforeRatio: 0.98 },
    { tool: 'turbo', hitRatio: 0.2, hitBeforeRatio: null },
  ];
  expect(describeCaches(rows)).toEqual(['pnpm 100% → 0% cached']);
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
