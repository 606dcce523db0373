import { z } from 'zod';
import { STATUSES } from '@/lib/facts/vocabulary';

/** The years 2 to 9998: what lies beyond is no time, such as milliseconds taken for seconds, or Go's zero. */
const [FIRST_SECOND, LAST_SECOND] = [-62_104_060_800, 253_370_764_799];
/** Of stages and steps, which count what a pipeline has: more than any could hold. */
const LAST_PLACE = 2 ** 31 - 1;

/** An int64 of Drone, as far as JSON keeps its digits: of one beyond, another would be read than was sent. */
export const int64 = z.int({
  error: ({ input }) =>
    Number.isInteger(input) && !Number.isSafeInteger(input)
      ? `about ${input}: beyond ${Number.MAX_SAFE_INTEGER}, where numbers of JSON lose digits`
      : undefined,
});
/** Of a build: they count up, but are set ahead by hand, to dates and the like. */
export const buildNumber = int64.positive();
export const text = z.string().nullish();
const seconds = z.number().nullish();
const place = z
  .int()
  .positive()
  .max(LAST_PLACE, { error: ({ input }) => `${input} is above ${LAST_PLACE}: no pipeline is so long` });
const names = z.array(z.string()).nullish();
/** A map of strings; other values are tolerated and become strings. */
const strings = z.record(z.string(), z.unknown()).nullish();

const status = z.enum(STATUSES, {
  error: issue => `unknown status ${JSON.stringify(issue.input)}`,
});

const step = z.object({
  id: int64,
  // `step_id` is the id of the stage, under a wrong name that Drone keeps on purpose: not read.
  number: place,
  name: z.string(),
  status,
  error: text,
  errignore: z.boolean().nullish(), // absent when false
  exit_code: int64.nullish(),
  started: seconds, // absent when 0
  stopped: seconds, // absent when 0
  version: int64,
  depends_on: names, // from 2.0.2 and a runner that sends it; absent when empty
  image: text, // likewise
  detached: z.boolean().nullish(), // likewise; absent when false
});

const stage = z.object({
  id: int64,
  number: place,
  name: z.string(),
  kind: text, // absent in early 1.0
  type: text, // absent in early 1.0
  status,
  error: text,
  errignore: z.boolean().nullish(),
  exit_code: int64.nullish(),
  machine: text, // absent until a runner takes the stage
  os: text,
  arch: text,
  started: seconds,
  stopped: seconds,
  created: seconds,
  updated: seconds,
  version: int64,
  on_success: z.boolean().nullish(),
  on_failure: z.boolean().nullish(),
  depends_on: names, // absent when empty
  labels: strings, // absent when empty
  steps: z.array(step).nullish(), // absent until a runner takes the stage
});

const row = z.object({
  id: int64,
  repo_id: int64.nullish(),
  number: buildNumber,
  parent: int64.nullish(), // absent when the build is no rerun and no promotion
  status,
  event: z.string().min(1),
  action: text,
  trigger: text,
  sender: text,
  author_login: text,
  author_name: text,
  author_email: text,
  ref: text,
  source: text,
  target: text,
  source_repo: text,
  before: text,
  after: text,
  title: text, // absent when empty
  message: text,
  link: text,
  cron: text, // from 1.1
  deploy_to: text, // absent when empty
  deploy_id: int64.nullish(), // from 1.3
  params: strings, // absent when empty
  error: text, // absent when empty
  created: z.number().refine(value => value !== 0 && isTime(value), {
    error: ({ input }) =>
      input === 0
        ? 'a build without a time of creation'
        : `${input} is no time: seconds since 1970 are expected`,
  }),
  started: seconds,
  finished: seconds,
  updated: seconds,
  version: int64,
});

/** A build as Drone 1.0 to 2.25 writes it; unknown fields are ignored. Stages: in the detail only. */
export const buildWire = row.extend({ stages: z.array(stage).nullish() });

/**
 * A build in a list. A status word that is not known reads `pending` here, "look at the build itself", so
 * that one odd build does not hide the ninety-nine others; its own answer then says what is wrong.
 */
export const listedBuildWire = row.extend({ status: status.catch('pending') });

export type BuildWire = z.infer<typeof buildWire>;
export type ListedBuildWire = z.infer<typeof listedBuildWire>;
export type StageWire = z.infer<typeof stage>;
export type StepWire = z.infer<typeof step>;

/** Whether it can be a time at all, in unix seconds; 0 is one. */
function isTime(seconds: number): boolean {
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}

type Absent = null | undefined;

/** Drone leaves text empty where it has none. */
export function textOrNull(value: string | Absent): string | null {
  return value === undefined || value === '' ? null : value;
}

/** Drone writes 0 for a number that it does not have. */
export function numberOrNull(value: number | Absent): number | null {
  return value === undefined || value === 0 ? null : value;
}

/**
 * From seconds; Drone writes 0 for a time that has not come, and what can be no time is none. Times before 1970 stay as
 * they are.
 */
export function timeOrNull(value: number | Absent): Date | null {
  if (value === undefined || value === null || value === 0 || !isTime(value)) return null;
  return timeOf(value);
}

/** Drone's are whole; of another's the second that it lies in. */
export function timeOf(seconds: number): Date {
  return new Date(Math.floor(seconds) * 1000);
}

/** All values as strings; null when there are none. */
export function stringsOrNull(value: Record<string, unknown> | Absent): Record<string, string> | null {
  const entries = Object.entries(value ?? {});
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.map(([key, entry]) => [key, asString(entry)]));
}

function asString(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
