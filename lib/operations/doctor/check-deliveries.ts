import type pg from 'pg';
import { readUndelivered } from '../undelivered';
import { sentenceOf } from '../undelivered-words';
import { type Finding, ok, warn } from './finding';

/** Whether messages reach those who subscribed. */
export async function checkDeliveries(pool: pg.Pool, now: Date): Promise<Finding[]> {
  const undelivered = await readUndelivered(pool, now);
  if (undelivered.length === 0) return [ok('no message was given up in the last week')];
  return undelivered.map(one => warn(sentenceOf(one)));
}
