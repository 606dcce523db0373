import { expect, test } from 'vitest';
import { placeInstant, placeSpan } from './time-window';

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
