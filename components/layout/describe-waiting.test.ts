import { describe, expect, test } from 'vitest';
import { describeWaiting } from './describe-waiting';

const DONE = {
  weeks: 15,
  weeksToGo: 0,
  doneFrom: '2026-08-17',
  settingsChanged: false,
  weeksInOtherZone: 0,
};

describe('describeWaiting', () => {
  test('says nothing when all is done, or only the week that just began is not', () => {
    expect(describeWaiting(DONE)).toBeNull();
    expect(describeWaiting({ ...DONE, weeksToGo: 1, doneFrom: null })).toBeNull();
    expect(describeWaiting({ ...DONE, weeks: 0, doneFrom: null })).toBeNull();
  });

  test('says how far back the present settings hold', () => {
    const progress = { ...DONE, weeksToGo: 7, doneFrom: '2026-10-05', settingsChanged: true };
    expect(describeWaiting(progress)).toEqual({
      sentence: 'Hours lost are recomputed under the new settings, newest first: so far back to 5 Oct 2026.',
      toGo: '7 of 15 weeks to go',
    });
  });

  test('one week under other settings is shown too', () => {
    const progress = { ...DONE, weeksToGo: 1, doneFrom: '2026-08-24', settingsChanged: true };
    expect(describeWaiting(progress)?.toGo).toBe('1 of 15 weeks to go');
  });

  test('says so when not even the newest week is done', () => {
    const progress = { ...DONE, weeksToGo: 15, doneFrom: null, settingsChanged: true };
    expect(describeWaiting(progress)?.sentence).toContain('the newest week comes next.');
  });

  test('names what was never computed, and another time zone', () => {
    const never = describeWaiting({ ...DONE, weeksToGo: 3 });
    expect(never?.sentence).toBe('Hours lost are being computed, newest first: so far back to 17 Aug 2026.');
    const moved = describeWaiting({ ...DONE, weeksToGo: 12, settingsChanged: true, weeksInOtherZone: 2 });
    expect(moved?.sentence).toBe(
      'All figures are recomputed by the clock of the new time zone, newest first: so far back to 17 Aug 2026.',
    );
    expect(moved?.toGo).toBe('12 of 15 weeks to go');
  });
});
