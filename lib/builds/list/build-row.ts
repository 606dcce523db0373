import { z } from 'zod';
import { STATUSES } from '@/lib/facts/vocabulary';
import { VERDICTS } from '../detail/baseline';
import { EXCLUSION_REASONS } from '../left-out';

/** One build in a list. No names of people: lists are not for looking at somebody. */
const buildRowSchema = z.object({
  repository: z.string(),
  number: z.int(),
  services: z.array(z.string()).describe('Services whose steps it holds'),
  status: z.enum(STATUSES).describe('Of the build, or of the steps that the filter asks for'),
  buildStatus: z.enum(STATUSES).describe('Of the build'),
  event: z.string(),
  branch: z.string().nullable().describe('Where the change comes from'),
  title: z.string().nullable().describe('Title, or first line of the commit message'),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  waitMs: z
    .number()
    .nullable()
    .describe(
      'From the push to the end, or to the last stop of the steps that the filter asks for; null: no end yet',
    ),
  queueMs: z.number().nullable().describe('Of it, while no stage on the critical path had started'),
  approvalMs: z
    .number()
    .nullable()
    .describe('Before it, to the last approval that the build waited for; null: no end yet, or not known'),
  exclusionReason: z
    .enum(EXCLUSION_REASONS)
    .nullable()
    .describe('Why it costs nobody anything, or is in no figure; null: somebody waits for it'),
  isRerun: z.boolean(),
  lostMs: z
    .number()
    .nullable()
    .describe('Developer-hours lost to it, in milliseconds; null: not computed yet'),
  link: z.string().describe('The build on its CI server'),
  ciServer: z.string().describe('What kind of CI server it ran on'),
  verdict: z
    .enum(VERDICTS)
    .nullable()
    .describe(
      'The wait for the whole build against those of successful builds of the same repository and kind of branch in ' +
        'the 28 days before (where the wait changed in these, and ten came after: since then), as its page tells it; ' +
        'too-few: under 10 of them; null: cut short, or no end yet',
    ),
  usualP50Ms: z.number().nullable().describe('What half of those took at most; null: there were none'),
  usualP90Ms: z.number().nullable(),
  usualBuilds: z.int().nullable().describe('How many there were; null: no end yet'),
});

export type BuildRow = z.infer<typeof buildRowSchema>;

/** A page of a list, newest first. */
export const buildsAnswerSchema = z.object({
  days: z.object({ from: z.iso.date(), until: z.iso.date().describe('First day after the range') }),
  timeZone: z.string(),
  rows: z.array(buildRowSchema),
  nextCursor: z.string().nullable().describe('cursor of the next page; null: this is the last one'),
});

export type BuildsAnswer = z.infer<typeof buildsAnswerSchema>;
