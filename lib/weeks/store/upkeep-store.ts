import type pg from 'pg';
import { MOST_PACKED_WEEKS_MB, upkeepBytes } from '@/lib/packed-weeks-budget';
import { WeekStore } from './week-store';

/**
 * Packed weeks as those hold them who keep them up to date.
 *
 * @param packedWeeksMb what packed weeks may take in the memory of the pages, megabytes: a part of it is for us
 */
export function openUpkeepStore(pool: pg.Pool, packedWeeksMb = MOST_PACKED_WEEKS_MB): WeekStore {
  return new WeekStore(pool, { maxBytes: upkeepBytes(packedWeeksMb) });
}
