import { expect, test } from 'vitest';
import { sampleBuild, sampleStage, sampleStep } from '@/tests/world/build-details';
import { chooseWindow, firstWindow, placeInstant, placeSpan, renderZoom, wholeWindow } from './time-window';

const window = { fromMs: 100, untilMs: 200 };

test('a stretch lies in the window as a share of it, and is cut at its edges', () => {
  expect(placeSpan(125, 150, window)).toEqual({
    from: 0.25,
    width: 0.25,
    isCutBefore: false,
    isCutAfter: false,
  });
  expect(placeSpan(50, 150, window)).toEqual({ from: 0, width: 0.5, isCutBefore: true, isCutAfter: false });
  expect(placeSpan(0, 900, window)).toEqual({ from: 0, width: 1, isCutBefore: true, isCutAfter: true });
});

test('what only touches the window is outside; what has no length is inside on its edge', () => {
  expect(placeSpan(0, 100, window)).toBeNull();
  expect(placeSpan(200, 300, window)).toBeNull();
  expect(placeSpan(200, 200, window)).toMatchObject({ from: 1, width: 0 });
});

test('an end before its beginning, as clocks that differ give it, has no length', () => {
  expect(placeSpan(150, 120, window)).toMatchObject({ from: 0.5, width: 0 });
});

test('an instant outside of the window has no place', () => {
  expect([99, 100, 150, 200, 201].map(at => placeInstant(at, window))).toEqual([null, 0, 0.5, 1, null]);
});

function ran(startMs: number, stopMs: number, p90Ms: number | null = null) {
  const usual = { n: 40, p50Ms: p90Ms, p75Ms: p90Ms, p90Ms, since: null };
  return sampleStage({
    startMs,
    stopMs,
    steps: [sampleStep({ startMs, stopMs, usual })],
  });
}

test('a step that stopped after its build, by the clock of its runner, is still to be seen', () => {
  expect(wholeWindow(sampleBuild({ stages: [ran(1000, 130_000)] }))).toEqual({ fromMs: 0, untilMs: 130_000 });
});

test('there is some room for usual times behind the end, not for any', () => {
  expect(wholeWindow(sampleBuild({ stages: [ran(0, 100_000, 105_000)] })).untilMs).toBe(105_000);
  expect(wholeWindow(sampleBuild({ stages: [ran(0, 100_000, 900_000)] })).untilMs).toBeCloseTo(112_000);
});

test('where most of the time was waiting, the first window holds what ran', () => {
  const build = sampleBuild({ elapsedMs: 1_000_000, stages: [ran(900_000, 1_000_000)] });
  expect(firstWindow(build)).toEqual({ fromMs: 894_000, untilMs: 1_000_000 });
  expect(chooseWindow(build, 'all')).toEqual({ fromMs: 0, untilMs: 1_000_000 });
  expect(firstWindow(sampleBuild({ stages: [ran(60_000, 100_000)] })).fromMs).toBe(0);
});

test('a build without stages, or that has just begun, has a window of a second at least', () => {
  expect(firstWindow(sampleBuild({ elapsedMs: 0 }))).toEqual({ fromMs: 0, untilMs: 1000 });
});

test('the address names a window in seconds; nonsense and what lies outside are the first one', () => {
  const build = sampleBuild({ stages: [ran(0, 100_000)] });
  expect(chooseWindow(build, '20-40')).toEqual({ fromMs: 20_000, untilMs: 40_000 });
  expect(chooseWindow(build, '90-400')).toEqual({ fromMs: 90_000, untilMs: 100_000 });
  for (const zoom of [null, '', 'x', '40-20', '20-20', '500-600', '-5-20', '1.5-9']) {
    expect(chooseWindow(build, zoom)).toEqual({ fromMs: 0, untilMs: 100_000 });
  }
});

test('a window is written so that reading it gives a window that holds it', () => {
  expect(renderZoom({ fromMs: 20_400, untilMs: 40_100 })).toBe('20-41');
  expect(renderZoom({ fromMs: 20_400, untilMs: 20_410 })).toBe('20-21');
});
