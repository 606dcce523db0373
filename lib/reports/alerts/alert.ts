import { z } from 'zod';
import { recoverySchema } from '@/lib/insights/changes/recovery';

export const ALERT_KINDS = ['regression', 'cache', 'queue', 'target', 'unusual'] as const;

/** `explained` is said on the page of the change that it is about. */
export const ALERT_STATES = ['new', 'acknowledged', 'explained'] as const;

export type AlertKind = (typeof ALERT_KINDS)[number];

/** What was found, in words, as it stands wherever it is told. */
export const alertContentSchema = z.object({
  short: z.string().describe('In a few words, for the subject of a mail'),
  text: z.string().describe('What, since when, from what to what'),
  detail: z.string().describe('How sure it is, what it costs, and where to look'),
  tone: z.enum(['better', 'worse']).nullable().describe('Only where an interval excludes no change'),
  href: z.string().describe('The page that shows it, pinned to its days'),
});

export type AlertContent = z.infer<typeof alertContentSchema>;

const alertSchema = alertContentSchema.extend({
  id: z.uuid(),
  kinds: z.array(z.enum(ALERT_KINDS)).describe('What subscriptions choose by'),
  teams: z.array(z.string()).describe('Whom it concerns; []: all'),
  since: z.iso.date().describe('The day on which it began'),
  foundAt: z.iso.datetime(),
  state: z.enum(ALERT_STATES).describe('explained: on the page of its change; only there is that taken back'),
  by: z.string().nullable(),
  note: z.string().nullable(),
  at: z.iso.datetime().nullable().describe('When it was acknowledged or explained'),
});

export type Alert = z.infer<typeof alertSchema>;

export const listedAlertSchema = alertSchema.extend({
  recovery: recoverySchema
    .nullable()
    .describe('What became of it; null: nothing the other way was found, or it is of no change that lasts'),
});

export type ListedAlert = z.infer<typeof listedAlertSchema>;

export const alertsAnswerSchema = z.object({
  alerts: z.array(listedAlertSchema).describe('The newest first'),
  alertCount: z.int().describe('How many there are, also beyond `limit`'),
  timeZone: z.string().describe('Of the organisation'),
});

export type AlertsAnswer = z.infer<typeof alertsAnswerSchema>;

const MOST_LISTED = 1000;
const LIMIT = { error: () => `must be a whole number from 1 to ${MOST_LISTED}` };

export const alertsSearchSchema = z.strictObject({
  team: z
    .string()
    .min(1)
    .max(300)
    .nullable()
    .default(null)
    .describe('What concerns a team, as rules named it when it was found'),
  id: z
    .uuid({ error: () => 'is no id of an alert' })
    .nullable()
    .default(null)
    .describe('This one alone'),
  limit: z.coerce
    .number(LIMIT)
    .int(LIMIT)
    .min(1, LIMIT)
    .max(MOST_LISTED, LIMIT)
    .default(100)
    .describe('How many'),
});

export type AlertsSearch = z.infer<typeof alertsSearchSchema>;

/** What somebody says of an alert. */
export const alertMarkSchema = z.strictObject({
  state: z
    .enum(['new', 'acknowledged'], { error: () => 'must be new or acknowledged' })
    .describe('new takes back what was said'),
  by: z.string().trim().max(200, 'has more than 200 characters').nullable().default(null),
  note: z.string().trim().max(4000, 'has more than 4000 characters').nullable().default(null),
});

export type AlertMark = z.input<typeof alertMarkSchema>;

/** The address names an alert that is not there. */
export class NoAlertError extends Error {
  constructor(id: string) {
    super(`there is no alert ${id}; load the list again`);
    this.name = new.target.name;
  }
}

/** Something that was found; it is stored where nothing of it was told yet. */
export interface FoundAlert {
  /** The same whenever it is found again. */
  subject: string;
  since: string;
  kinds: AlertKind[];
  teams: string[];
  /** Changes that it is about, the one that tells it best first; null: it is about none. */
  changes: { repoId: number; subjects: string[] } | null;
  /** Made where it is new. */
  describe: () => Promise<AlertContent>;
}
