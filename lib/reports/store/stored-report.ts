import { z } from 'zod';
import { isWeek } from '@/lib/time/weeks';
import type { ReportDocument } from '../report-document';

/** As what a report can be had: as data with its figures, or as a file. */
const REPORT_FORMATS_ASKED = ['json', 'md', 'html', 'txt', 'pdf'] as const;

const line = z.object({
  text: z.string(),
  detail: z.string().nullable(),
  tone: z.enum(['better', 'worse']).nullable(),
  href: z.string().nullable(),
});

/** A message in words, as it is stored; `href` is a path on our own pages, with its search. */
export const reportDocumentSchema = z.object({
  title: z.string(),
  subtitle: z.string(),
  href: z.string(),
  notices: z.array(z.string()).describe('What stands above all else, such as an unfinished import'),
  lead: z.array(z.string()).describe('The answer, the verdict first'),
  figures: z.array(
    z.object({
      label: z.string(),
      value: z.string(),
      note: z.string().nullable(),
      href: z.string().nullable(),
    }),
  ),
  sections: z.array(
    z.object({
      title: z.string(),
      emptyText: z.string().describe('What it says where it has neither items nor rows'),
      items: z.array(line),
      table: z
        .object({
          columns: z.array(z.object({ label: z.string(), align: z.enum(['left', 'right']) })),
          rows: z.array(z.object({ cells: z.array(z.string()), href: z.string().nullable() })),
        })
        .nullable(),
    }),
  ),
  footer: z.array(z.string()),
}) satisfies z.ZodType<ReportDocument>;

const week = z
  .string({ error: 'must be a week such as 2026-W47' })
  .refine(isWeek, { error: 'must be a week such as 2026-W47' })
  .describe('Of ISO 8601, as 2026-W47; its days are those of the organisation');
const team = z.string().nullable().describe('Null: of the organisation');

const about = {
  week,
  from: z.iso.date().describe('Its Monday'),
  until: z.iso.date().describe('First day after it'),
  team,
  revision: z.int().describe('From 1: what was stored is never changed, a newer one says what moved'),
  builtAt: z.iso.datetime(),
  isMadeAfterwards: z
    .boolean()
    .describe('Not made in the days after its week: what it says of changes is known since'),
  isComplete: z
    .boolean()
    .describe('False: something was not imported or not computed yet; its notices say what'),
};

export const storedReportSchema = z.object({
  ...about,
  newestRevision: z.int().describe('The last one there is of this week and team'),
  moved: z.array(z.string()).describe('What is otherwise than in the revision before'),
  figures: z.unknown().describe('What the document was made of: all times in milliseconds'),
  document: reportDocumentSchema,
});

/** One revision of the report of a week, as it was made. */
export type StoredReport = Omit<z.infer<typeof storedReportSchema>, 'document'> & {
  document: ReportDocument;
};

const listedReportSchema = z.object({
  ...about,
  title: z.string(),
  lead: z.array(z.string()),
  figures: reportDocumentSchema.shape.figures,
});

/** The newest revision of a report, as a list shows it. */
export type ListedReport = z.infer<typeof listedReportSchema>;

const MOST_LISTED = 1000;
const LIMIT = { error: () => `must be a whole number from 1 to ${MOST_LISTED}` };
const teamName = z
  .string()
  .min(1)
  .max(300)
  .nullable()
  .default(null)
  .describe('A team, as the rules named it when the report was made');

export const reportsSearchSchema = z.strictObject({
  team: teamName,
  limit: z.coerce
    .number(LIMIT)
    .int(LIMIT)
    .min(1, LIMIT)
    .max(MOST_LISTED, LIMIT)
    .default(200)
    .describe('How many'),
});

export type ReportsSearch = z.infer<typeof reportsSearchSchema>;

export const reportsAnswerSchema = z.object({
  reports: z
    .array(listedReportSchema)
    .describe('The newest week first, in each the organisation before its teams'),
  problems: z
    .array(z.object({ week: z.string(), problem: z.string() }))
    .describe('Weeks whose reports could not be made when it was tried last'),
});

export type ReportsAnswer = z.infer<typeof reportsAnswerSchema>;

const revision = z.coerce
  .number({ error: () => 'must be a whole number from 1' })
  .int({ error: () => 'must be a whole number from 1' })
  .min(1, { error: () => 'must be a whole number from 1' })
  .max(100_000, { error: () => 'must be a whole number up to 100000' })
  .nullable()
  .default(null)
  .describe('Which revision; left out: the newest');

const format = z
  .enum(REPORT_FORMATS_ASKED, { error: () => `must be one of ${REPORT_FORMATS_ASKED.join(', ')}` })
  .default('json')
  .describe('As what; json holds the figures too');

/** Which report; the week stands in the path. */
export const reportSearchSchema = z.strictObject({ team: teamName, revision, format });

/** There is no such report; the message says what there is. */
export class NoReportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
