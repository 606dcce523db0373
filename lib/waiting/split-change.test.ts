import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitChange } from './split-change';

const HOUR = 3_600_000;

/** Builds and hours before and after. */
function service(buildsBefore: number, hoursBefore: number, buildsAfter: number, hoursAfter: number) {
  return {
    before: { buildCount: buildsBefore, lostMs: hoursBefore * HOUR },
    after: { buildCount: buildsAfter, lostMs: hoursAfter * HOUR },
  };
}

function hours(services: ReturnType<typeof service>[]) {
  const { volumeMs, speedMs, mixMs } = splitChange(services);
  return { volume: volumeMs / HOUR, speed: speedMs / HOUR, mix: mixMs / HOUR };
}

describe('splitChange', () => {
  test.each<[string, ReturnType<typeof service>[], { volume: number; speed: number; mix: number }]>([
    ['nothing changed', [service(10, 20, 10, 20)], { volume: 0, speed: 0, mix: 0 }],
    [
      'twice as many builds',
      [service(10, 20, 20, 40), service(5, 1, 10, 2)],
      { volume: 21, speed: 0, mix: 0 },
    ],
    ['builds cost half as much', [service(10, 20, 10, 10)], { volume: 0, speed: -10, mix: 0 }],
    [
      // 15 dear and 5 cheap builds instead of 10 each: of 3 hours and of 1 hour.
      'dear builds instead of cheap ones',
      [service(10, 30, 15, 45), service(10, 10, 5, 5)],
      { volume: 0, speed: 0, mix: 10 },
    ],
    // What it costs now stands in for before: the average cost 2, it costs 5.
    ['a new service', [service(10, 20, 10, 20), service(0, 0, 2, 10)], { volume: 4, speed: 0, mix: 6 }],
    [
      'a service that is gone',
      [service(10, 20, 10, 20), service(10, 60, 0, 0)],
      { volume: -40, speed: 0, mix: -20 },
    ],
    ['the first period with builds', [service(0, 0, 3, 9)], { volume: 9, speed: 0, mix: 0 }],
    ['the last one', [service(3, 9, 0, 0)], { volume: -9, speed: 0, mix: 0 }],
    [
      'hours of builds that finish in the next period',
      [service(4, 8, 0, 3)],
      { volume: -8, speed: 3, mix: 0 },
    ],
    ['no services', [], { volume: 0, speed: 0, mix: 0 }],
  ])('%s', (_, services, expected) => {
    expect(hours(services)).toEqual(expected);
  });

  test('the three are whole, and add up to the change exactly', () => {
    const aPeriod = fc.record({ buildCount: fc.nat(50), lostMs: fc.nat(1e9) });
    fc.assert(
      fc.property(fc.array(fc.record({ before: aPeriod, after: aPeriod }), { maxLength: 20 }), services => {
        const { volumeMs, speedMs, mixMs } = splitChange(services);
        const total = (period: 'before' | 'after') =>
          services.reduce((sum, one) => sum + one[period].lostMs, 0);
        expect(volumeMs + speedMs + mixMs).toBe(total('after') - total('before'));
        expect([volumeMs, speedMs, mixMs].every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test('a service that is split into two that are alike changes nothing but by rounding', () => {
    const whole = splitChange([service(20, 30, 30, 33), service(8, 2, 4, 3)]);
    const parted = splitChange([service(10, 15, 15, 16.5), service(10, 15, 15, 16.5), service(8, 2, 4, 3)]);
    for (const key of ['volumeMs', 'speedMs', 'mixMs'] as const) {
      expect(Math.abs(whole[key] - parted[key])).toBeLessThanOrEqual(1);
    }
  });
});
