import { z } from 'zod';
import type { Misbehaviour } from './misbehaviour';

const ratio = z.number().min(0).max(1);
const count = z.int().min(0);

const SCHEMA = z.strictObject({
  seed: z.exactOptional(z.int()),
  paths: z.exactOptional(z.string()),
  slowMs: z.exactOptional(z.number().min(0)),
  errorRatio: z.exactOptional(ratio),
  dropRatio: z.exactOptional(ratio),
  malformedRatio: z.exactOptional(ratio),
  truncateRatio: z.exactOptional(ratio),
  truncateLogRatio: z.exactOptional(ratio),
  rateLimit: z.exactOptional(
    z.strictObject({
      retryAfterSeconds: z.number().min(0),
      ratio: z.exactOptional(ratio),
      status: z.exactOptional(z.literal([429, 503])),
    }),
  ),
  html: z.exactOptional(z.boolean()),
  notFoundRepos: z.exactOptional(z.array(z.string())),
  purgedBelow: z.exactOptional(z.record(z.string(), count)),
  restored: z.exactOptional(z.strictObject({ at: z.iso.datetime(), lostBuilds: count })),
  longLogs: z.exactOptional(
    z.strictObject({ from: z.iso.datetime(), until: z.iso.datetime(), oneIn: z.int().min(1) }),
  ),
  shiftPages: z.exactOptional(z.strictObject({ hiddenBuilds: count, revealedPerRequest: count })),
});

/** Reads what a server shall do wrong from JSON. Throws an Error that names what is wrong with the text. */
export function parseMisbehaviour(text: string): Misbehaviour {
  const found = SCHEMA.safeParse(readJson(text));
  if (found.success) return found.data;
  throw new Error(`misbehave does not fit: ${z.prettifyError(found.error)}`);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`misbehave must be JSON such as {"errorRatio":0.1}, not "${text}"`, { cause });
  }
}
