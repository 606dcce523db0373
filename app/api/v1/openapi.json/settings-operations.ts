import { z } from 'zod';
import { listedLoginsSchema, loginsSearchSchema } from '@/lib/builds/exclusions';
import { rulesSchema } from '@/lib/settings/rules';
import { SETTINGS_SECTIONS, sectionSchemas } from '@/lib/settings/settings';
import {
  importAnswerSchema,
  importSearchSchema,
  ruleNamesSchema,
  rulesPreviewSchema,
  savedSectionSchema,
  saveSectionSchema,
  settingsAnswerSchema,
} from '@/lib/settings/settings-answer';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const YAML = { type: 'application/yaml', schema: { type: 'string' } };

/** Reading and changing the settings. What changes them is refused from pages of other sites. */
export function settingsOperations(): Operation[] {
  return [
    {
      method: 'get',
      path: '/api/v1/settings',
      tag: 'Settings',
      summary: 'All settings, with the revision of each section',
      answer: json(settingsAnswerSchema),
      refusals: [400],
    },
    ...SETTINGS_SECTIONS.map(saveOperation),
    {
      method: 'get',
      path: '/api/v1/settings/people',
      tag: 'Settings',
      summary: 'Who the settings take for whom, and how many builds keep nobody waiting',
      description: 'Names are in alphabetical order, and no figure stands beside any of them.',
      search: loginsSearchSchema,
      answer: json(listedLoginsSchema),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/settings/rules/names',
      tag: 'Settings',
      summary: 'Repositories, pipelines and steps that rules may name, and how some could be split',
      answer: json(ruleNamesSchema),
      refusals: [400],
    },
    {
      method: 'post',
      path: '/api/v1/settings/rules/preview',
      tag: 'Settings',
      summary: 'What rules would match, and change; nothing is saved',
      body: {
        type: 'application/json',
        schema: toJsonSchema(z.object({ rules: rulesSchema }), 'input'),
      },
      answer: json(rulesPreviewSchema),
      refusals: [400, 403, 413, 415],
    },
    {
      method: 'get',
      path: '/api/v1/settings/export',
      tag: 'Settings',
      summary: 'All settings as a YAML file',
      answer: YAML,
      refusals: [400],
    },
    {
      method: 'post',
      path: '/api/v1/settings/import',
      tag: 'Settings',
      summary: 'Take over a YAML file of settings; sections that it leaves out stay',
      search: importSearchSchema,
      body: YAML,
      answer: json(importAnswerSchema),
      refusals: [400, 403, 409, 413],
    },
  ];
}

function saveOperation(section: (typeof SETTINGS_SECTIONS)[number]): Operation {
  const { revision, confirm } = saveSectionSchema.shape;
  const body = z.object({ value: sectionSchemas[section], revision, confirm });
  return {
    method: 'put',
    path: `/api/v1/settings/${section}`,
    tag: 'Settings',
    summary: `Save the section ${section}`,
    description:
      'Needs the revision that was read: 409 if somebody else saved it since. A change of the time zone is answered ' +
      'by 409 with needsConfirmation until confirm is true.',
    body: { type: 'application/json', schema: toJsonSchema(body, 'input') },
    answer: json(savedSectionSchema),
    refusals: [400, 403, 409, 413, 415],
  };
}

function json(schema: z.ZodType): Operation['answer'] {
  return { type: 'application/json', schema: toJsonSchema(schema, 'output') };
}
