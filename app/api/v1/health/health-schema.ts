import { z } from 'zod';
import type { Health } from '@/components/layout/health';

const importSchema = z.object({
  servers: z.array(z.object({ url: z.string(), lastError: z.string().nullable(), discovered: z.boolean() })),
  buildsStored: z.number(),
  buildsToGo: z.number(),
  buildsPerSecond: z.number(),
  logsToGo: z.number(),
  pollersAtWork: z.number(),
  reposTotal: z.number(),
  reposDone: z.number(),
  lastError: z.string().nullable(),
  secondsLeft: z.number().nullable().describe('At the present rate; null while nothing moves'),
});

const waitingSchema = z.object({
  weeks: z.number().describe('Weeks that have builds'),
  weeksToGo: z
    .number()
    .describe('Of them those whose hours lost are to be computed under the present settings'),
  doneFrom: z
    .string()
    .nullable()
    .describe('From this Monday on all are done; null: not even the newest week'),
  settingsChanged: z.boolean(),
  weeksInOtherZone: z.number(),
});

/** Whether the product can answer, and how far import and computation have come. */
export const healthSchema = z.object({
  ready: z.boolean(),
  reason: z.exactOptional(z.string().describe('Why it cannot answer')),
  import: z.exactOptional(importSchema),
  waiting: z.exactOptional(waitingSchema),
}) satisfies z.ZodType<Health>;
