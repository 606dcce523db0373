import type { Misbehaviour } from './misbehaviour';
import { hashOf } from './random';

/** What goes wrong with one request. */
export type Fault =
  | 'none'
  | 'html'
  | 'rate-limit'
  | 'error'
  | 'drop-before'
  | 'drop-middle'
  | 'malformed'
  | 'truncated';

/** Draws the fault of a request: the same for the same seed, address and attempt (counted from 1). */
export function faultOf(misbehaviour: Misbehaviour, address: string, attempt: number): Fault {
  const { paths, seed = 1 } = misbehaviour;
  if (!address.startsWith('/api')) return 'none';
  if (paths !== undefined && !new RegExp(paths).test(address)) return 'none';
  if (misbehaviour.html === true) return 'html';
  const draw = (kind: string) => hashOf(seed, kind, address, attempt) / 0x1_0000_0000;
  const { rateLimit } = misbehaviour;
  if (rateLimit !== undefined && draw('rate') < (rateLimit.ratio ?? 0.2)) return 'rate-limit';
  if (draw('error') < (misbehaviour.errorRatio ?? 0)) return 'error';
  if (draw('drop') < (misbehaviour.dropRatio ?? 0)) {
    return draw('when') < 0.5 ? 'drop-before' : 'drop-middle';
  }
  if (draw('malformed') < (misbehaviour.malformedRatio ?? 0)) return 'malformed';
  if (draw('truncate') < (misbehaviour.truncateRatio ?? 0)) return 'truncated';
  if (address.includes('/logs/') && draw('log') < (misbehaviour.truncateLogRatio ?? 0)) return 'truncated';
  return 'none';
}
