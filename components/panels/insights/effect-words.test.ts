import { expect, test } from 'vitest';
import { describeLimits } from './effect-words';

const JUDGED = { worth: null, interval: { low: 0.9, high: 1.2 }, detectable: { faster: 0.8, slower: 1.25 } };

test('what would be found is said where there is enough to find it, and nowhere else', () => {
  expect(describeLimits({ ...JUDGED, direction: 'no clear change' })).toBe(
    'The interval from −10% to +20% includes no change. With these days, 20% faster or 25% slower would be found in four of five cases.',
  );
  expect(describeLimits({ ...JUDGED, direction: 'not enough data' })).toBeNull();
  expect(describeLimits({ ...JUDGED, interval: null, direction: 'not enough data' })).toBeNull();
});
