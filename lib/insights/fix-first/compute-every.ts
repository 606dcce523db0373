import { HOUR_MS } from '@/lib/time/units';

/** Weeks that are over change when builds or logs come late: findings are computed anew at most so often. */
export const COMPUTE_EVERY_MS = 6 * HOUR_MS;

/** Stands in the fingerprint of what was computed before all builds and logs of its weeks were there. */
export const COMING_IN = 'coming-in';
