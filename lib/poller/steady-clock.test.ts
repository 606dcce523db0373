import { afterEach, expect, test, vi } from 'vitest';
import { SteadyClock } from './steady-clock';

const T0 = new Date('2026-03-02T09:00:00Z');
const later = (ms: number) => new Date(T0.getTime() + ms);

afterEach(() => {
  vi.useRealTimers();
});

test('goes on by itself, wherever the clock of the machine is set', () => {
  let carriedMs = 5_000;
  const clock = new SteadyClock(() => carriedMs);
  clock.tell('database', T0);
  for (const set of ['2030-01-01', '1970-01-01']) {
    vi.setSystemTime(set);
    carriedMs += 700;
    expect(clock.now()).toEqual(later(carriedMs - 5_000));
  }
});

test('is never ahead of the database or the CI server', () => {
  const clock = new SteadyClock(() => 100);
  clock.tell('database', later(86_400_000));
  clock.tell('server', T0, 40);
  expect(clock.now()).toEqual(later(60));
  clock.tell('database', later(-1_000));
  expect(clock.now()).toEqual(later(-1_000));
});

test('tells once that one of them was put back, and not of answers that come late', () => {
  let carriedMs = 0;
  const clock = new SteadyClock(() => carriedMs);
  clock.tell('database', later(86_400_000));
  clock.tell('server', T0);
  carriedMs = 20_000;
  clock.tell('database', later(86_400_000 + 20_000 - 5_000));
  clock.tell('server', later(60_000));
  expect(clock.takePutBack()).toBe(false);
  clock.tell('database', later(20_000));
  expect([clock.takePutBack(), clock.takePutBack()]).toEqual([true, false]);
});

test('is that of the machine until it was told any', () => {
  vi.setSystemTime(T0);
  expect(new SteadyClock().now()).toEqual(T0);
});
