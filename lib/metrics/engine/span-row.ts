import { z } from 'zod';

/** What logs tell of a command or layer of one step. */
export const spanRow = z.object({
  seriesId: z.int(),
  kind: z.enum(['pull', 'command', 'layer', 'other']),
  tool: z.string().nullable(),
  /** Null: all that were too rare for a label of their own. */
  label: z.string().nullable(),
  /** How often it ran. */
  n: z.int(),
  /** How often its time is known. */
  timed: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  totalMs: z.number(),
  hits: z.int(),
  misses: z.int(),
  missMs: z.number(),
  /** In how many logs it is the first layer that was not cached. */
  firstMisses: z.int(),
});

export type SpanRow = z.infer<typeof spanRow>;
