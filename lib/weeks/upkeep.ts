/**
 * The door for those who keep packed weeks up to date with what is stored (the poller), and for those who look whether
 * they are (doctor, health).
 */

export { LEAST_OFFSET_S } from '@/lib/facts/runner-clock';
export { stampOf } from './format/parts';
export { BUCKET_GAMMA } from './format/span-parts';
export { forEachPersonDay, type PersonDay } from './lost/person-days';
export { rollUpWaiting } from './lost/roll-up-waiting';
export { findStaleSpanWeeks, markSpanWeeks } from './pack/find-stale-span-weeks';
export { findStaleWeeks, markArrivedWeeks, markStaleWeeks, type StaleWeek } from './pack/find-stale-weeks';
export { markOtherSpanVersions } from './pack/mark-other-span-versions';
export { markOtherZones } from './pack/mark-other-zones';
export { packMarkedSpanWeeks } from './pack/pack-marked-span-weeks';
export { packSpanWeek } from './pack/pack-span-week';
export { packNextWeek } from './pack/pack-week';
export { followRunnerClocks } from './pack/runner-clocks';
export { openUpkeepStore } from './store/upkeep-store';
export { WeekStore } from './store/week-store';
