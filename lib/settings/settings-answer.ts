import { z } from 'zod';
import type { RulesPreview } from './preview-rules';
import { rulesSchema } from './rules';
import { sectionSchemas } from './settings';

const revisionSchema = z.string().nullable().describe('State of the section; null: it was never saved');

function sectionState<Value extends z.ZodType>(value: Value) {
  return z.object({
    value: value.describe('What is in force; the default where the stored section cannot be understood'),
    revision: revisionSchema,
    problem: z.string().nullable().describe('Why the stored section cannot be understood'),
  });
}

/** All settings as they are read for editing. */
export const settingsAnswerSchema = z.object({
  sections: z.object({
    rules: sectionState(sectionSchemas.rules),
    people: sectionState(sectionSchemas.people),
    hours: sectionState(sectionSchemas.hours),
    cost: sectionState(sectionSchemas.cost),
    targets: sectionState(sectionSchemas.targets),
  }),
  serverTimeZone: z.string().describe('In force while hours.timeZone is null'),
});

export type SettingsAnswer = z.infer<typeof settingsAnswerSchema>;

/** What is sent to save a section. */
export const saveSectionSchema = z.strictObject({
  value: z.unknown().describe('The whole section; what it leaves out has its default'),
  revision: revisionSchema.describe('As it was read: what somebody else saved since is never overwritten'),
  confirm: z.boolean().default(false).describe('A change of the time zone is meant'),
});

export const savedSectionSchema = z.object({ revision: z.string() });

export const rulesToPreviewSchema = z.strictObject({ rules: z.unknown() });

const seriesNameSchema = z.object({ repository: z.string(), pipeline: z.string(), step: z.string() });

const previewCountsShape = {
  repositories: z.int(),
  steps: z.int(),
  services: z.array(
    z.object({
      service: z.string(),
      team: z.string(),
      steps: z.int(),
      examples: z.array(seriesNameSchema),
    }),
  ),
};

const buildCount = z
  .int()
  .nullable()
  .describe('Pushes and pull requests of the last 28 days; null: not counted');
const serviceSteps = z.object({
  ...{ service: z.string(), team: z.string(), steps: z.int(), builds: buildCount },
});

export const rulesPreviewSchema = z.object({
  rules: z.array(
    z.object({
      ...previewCountsShape,
      emptyBecause: z
        .string()
        .nullable()
        .describe('Why the rule decides nothing; null: it decides something'),
    }),
  ),
  unmatched: z
    .object(previewCountsShape)
    .describe('Repositories that no rule matches: service = repository, team = namespace'),
  shared: z
    .object({ repositories: z.int(), steps: z.int(), examples: z.array(seriesNameSchema) })
    .describe('What no rule matches of repositories that rules split: shared by the services of each build'),
  changes: z
    .object({
      appear: z.array(serviceSteps),
      disappear: z.array(serviceSteps),
      move: z.array(
        z.object({
          ...{ service: z.string(), fromTeam: z.string(), toTeam: z.string(), steps: z.int() },
          builds: buildCount,
        }),
      ),
      resize: z
        .array(serviceSteps.extend({ stepsBefore: z.int(), buildsBefore: buildCount }))
        .describe('Services of the same team with other steps'),
    })
    .describe('What saving them in place of the rules in force would change'),
  problems: z.array(z.string()).describe('Services to which rules give different teams'),
}) satisfies z.ZodType<RulesPreview>;

/** What rules may name, and repositories that look like several services. */
export const ruleNamesSchema = z.object({
  repositories: z.array(
    z.object({
      repository: z.string(),
      pipelines: z.array(z.object({ pipeline: z.string(), steps: z.array(z.string()) })),
    }),
  ),
  splits: z
    .array(
      z.object({
        repository: z.string(),
        by: z.enum(['pipeline', 'step']).describe('By what services are told apart'),
        rules: rulesSchema.describe('To be put before the others'),
        services: z.array(z.string()),
      }),
    )
    .describe('Repositories that no rule in force matches and whose names suggest several services'),
});

export type RuleNames = z.infer<typeof ruleNamesSchema>;

const sectionChange = z.enum(['changed', 'unchanged', 'absent']);

/** What an imported file did, or would do. */
export const importAnswerSchema = z.object({
  saved: z.boolean().describe('false: it was only tried'),
  sections: z.object({
    rules: sectionChange,
    people: sectionChange,
    hours: sectionChange,
    cost: sectionChange,
    targets: sectionChange,
  }),
  needsConfirmation: z.boolean().describe('It changes the time zone: import it with confirm=true'),
  preview: rulesPreviewSchema.nullable().describe('What its rules match; null: it changes none'),
});

export type ImportAnswer = z.infer<typeof importAnswerSchema>;

const yesOrNo = z.enum(['true', 'false'], { error: () => 'must be true or false' });

/** How a file is imported, as it stands in the address. */
export const importSearchSchema = z.strictObject({
  dry: yesOrNo.default('false').describe('true: only say what the file would do'),
  confirm: yesOrNo.default('false').describe('true: a change of the time zone is meant'),
});
