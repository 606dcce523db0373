import { usableMemoryBytes } from './usable-memory';

const MEGABYTE = 1_000_000;
const SHARE = 1 / 8;
const UPKEEP_SHARE = 1 / 3;

/** A year of a million builds and much of the one before: what takes more is loaded when it is asked for. */
export const MOST_PACKED_WEEKS_MB = 400;

/**
 * What packed weeks may take in the process of the pages, in megabytes, unless somebody says otherwise: an eighth of the
 * memory, 400 MB at the most. 100,000 builds are 115 MB, so a machine of 1 GB holds them all; the rest is for the
 * built-in Postgres and the programs themselves: pages, poller, and what starts them. What is made of held weeks for a
 * filter (marks, digests) goes with them and comes on top; sums over whole ranges are in it.
 *
 * @param usableBytes memory of the machine, or of the container
 */
export function suitablePackedWeeksMb(usableBytes = usableMemoryBytes()): number {
  return Math.max(1, Math.min(MOST_PACKED_WEEKS_MB, Math.floor((usableBytes * SHARE) / MEGABYTE)));
}

/**
 * The part of a budget, in bytes, that is for who keeps packed weeks up to date: a third, since only the builds of some
 * weeks are looked at there, one week after the other.
 */
export function upkeepBytes(packedWeeksMb: number): number {
  return packedWeeksMb * MEGABYTE * UPKEEP_SHARE;
}
