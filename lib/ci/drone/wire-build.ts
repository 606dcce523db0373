import { z } from 'zod';
import { STATUSES } from '@/lib/facts/vocabulary';
import { id, names, seconds, strings, text } from './wire-values';

const status = z.enum(STATUSES, {
  error: issue => `unknown status ${JSON.stringify(issue.input)}`,
});

const step = z.object({
  id,
  // `step_id` is the id of the stage, under a wrong name that Drone keeps on purpose: not read.
  number: z.int().positive(),
  name: z.string(),
  status,
  error: text,
  errignore: z.boolean().nullish(), // absent when false
  exit_code: z.int().nullish(),
  started: seconds, // absent when 0
  stopped: seconds, // absent when 0
  version: z.int(),
  depends_on: names, // from 2.0.2 and a runner that sends it; absent when empty
  image: text, // likewise
  detached: z.boolean().nullish(), // likewise; absent when false
});

const stage = z.object({
  id,
  number: z.int().positive(),
  name: z.string(),
  kind: text, // absent in early 1.0
  type: text, // absent in early 1.0
  status,
  error: text,
  errignore: z.boolean().nullish(),
  exit_code: z.int().nullish(),
  machine: text, // absent until a runner takes the stage
  os: text,
  arch: text,
  started: seconds,
  stopped: seconds,
  created: seconds,
  version: z.int(),
  on_success: z.boolean().nullish(),
  on_failure: z.boolean().nullish(),
  depends_on: names, // absent when empty
  labels: strings, // absent when empty
  steps: z.array(step).nullish(), // absent until a runner takes the stage
});

const row = z.object({
  id,
  number: z.int().positive(),
  parent: id.nullish(), // absent when the build is no rerun and no promotion
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
  deploy_id: id.nullish(), // from 1.3
  params: strings, // absent when empty
  error: text, // absent when empty
  created: z.int().refine(value => value !== 0, 'a build without a time of creation'),
  started: seconds,
  finished: seconds,
  updated: seconds,
  version: z.int(),
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
