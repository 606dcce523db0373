import { z } from 'zod';
import type { Tally } from './tally';

/** Percentiles by nearest rank, milliseconds, with how many values they stand on. */
export const percentileShape = {
  n: z.int(),
  p25Ms: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p75Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
};

/** The row of a tally of seconds. */
export function percentilesOf(tally: Tally) {
  return {
    n: tally.n,
    p25Ms: tally.quantileMs(0.25),
    p50Ms: tally.quantileMs(0.5),
    p75Ms: tally.quantileMs(0.75),
    p90Ms: tally.quantileMs(0.9),
    p95Ms: tally.quantileMs(0.95),
  };
}
