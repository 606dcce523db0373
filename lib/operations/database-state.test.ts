import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { DatabaseState, withinTime } from './database-state';

const since = new Date('2026-11-29T03:00:00Z');
const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

test('many who ask share a look; away is told at once, and back without being asked', async () => {
  let isAway = false;
  let isReadOnly = false;
  let looks = 0;
  const ask = async () => {
    looks += 1;
    if (isAway) throw refused;
    return isReadOnly;
  };
  vi.useFakeTimers({ now: since });
  try {
    const state = new DatabaseState(ask);
    expect(await Promise.all(Array.from({ length: 50 }, () => state.read()))).toEqual(Array(50).fill(null));
    expect(looks).toBe(1);
    isAway = true;
    expect(await state.read()).toBeNull();
    vi.advanceTimersByTime(1_000);
    const away = {
      reason: expect.stringContaining('nothing listens'),
      since: new Date(since.getTime() + 1_000),
    };
    expect(await state.read()).toEqual(away);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await state.read()).toEqual(away);
    isAway = false;
    await vi.advanceTimersByTimeAsync(1_000);
    const before = looks;
    expect(await state.read()).toBeNull();
    expect(looks).toBe(before);
    isReadOnly = true;
    await vi.advanceTimersByTimeAsync(1_000);
    expect([await state.read(), state.readOnly]).toEqual([null, new Date(since.getTime() + 8_000)]);
  } finally {
    vi.useRealTimers();
  }
});

test('a timer that fires before its time looks too, and there is one, however many ask beside it', async () => {
  let isAway = true;
  let looks = 0;
  vi.useFakeTimers({ now: since });
  try {
    const exact = performance.now.bind(performance);
    let earlyMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => exact() - earlyMs);
    const state = new DatabaseState(async () => {
      looks += 1;
      if (isAway) throw refused;
      return false;
    });
    expect(await state.read()).not.toBeNull();
    for (let second = 0; second < 5; second += 1) {
      earlyMs += 0.4;
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(looks).toBe(6);
    // Somebody asks just before the timer, which is late.
    earlyMs = -0.4;
    await vi.advanceTimersByTimeAsync(999);
    await Promise.all([state.read(), state.read()]);
    expect(looks).toBe(7);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(looks).toBe(10);
    isAway = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await state.read()).toBeNull();
  } finally {
    vi.restoreAllMocks();
    vi.useRealTimers();
  }
});

test('an answer that came while the program was busy is not late', async () => {
  const answer = sleep(1).then(() => 'here');
  const asked = withinTime(answer, 5);
  const busyUntilMs = performance.now() + 30;
  while (performance.now() < busyUntilMs);
  expect(await asked).toBe('here');
  await expect(withinTime(new Promise(() => undefined), 5)).rejects.toThrow('Query read timeout');
});
