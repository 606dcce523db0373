import type { z } from 'zod';
import {
  changeMarkSchema,
  changePointsSchema,
  changePointsSearchSchema,
  changeSchema,
  changesAnswerSchema,
  changesSearchSchema,
} from '@/lib/insights/changes/change';
import { compareSearchSchema } from '@/lib/insights/compare/compare-search';
import { comparisonSchema } from '@/lib/insights/compare/comparison';
import {
  findingSchema,
  fixFirstAnswerSchema,
  fixFirstSearchSchema,
  setAsideSchema,
} from '@/lib/insights/fix-first/finding';
import {
  deletedOptimisationSchema,
  optimisationDraftSchema,
  optimisationEditSchema,
  optimisationNotesSchema,
  optimisationSchema,
  optimisationsAnswerSchema,
  optimisationsSearchSchema,
} from '@/lib/insights/optimisations/optimisation';
import { suggestionsAnswerSchema } from '@/lib/insights/optimisations/suggestion';
import { trendSchema } from '@/lib/insights/trend/trend-answer';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const ID = { id: { description: 'Of the optimisation', type: 'integer' } } as const;

/** Verdicts and what people say of them. What changes anything is refused from pages of other sites. */
export function insightOperations(): Operation[] {
  return [
    {
      method: 'get',
      path: '/api/v1/trend',
      tag: 'Insights',
      summary: 'Is it getting better or worse, and what moved it',
      description: 'As CSV the rows that the overview has below its verdict.',
      search: metricFilterSchema,
      answer: json(trendSchema),
      csv: true,
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/changes',
      tag: 'Insights',
      summary: 'When did it change: waits, steps and caches, with the builds and commits in the range',
      search: changesSearchSchema,
      answer: json(changesAnswerSchema),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/changes/points',
      tag: 'Insights',
      summary: 'The daily points in which a change was found',
      search: changePointsSearchSchema,
      answer: json(changePointsSchema),
      refusals: [400, 404],
    },
    {
      method: 'put',
      path: '/api/v1/changes',
      tag: 'Insights',
      summary: 'Acknowledge a change, or say what explains it',
      body: body(changeMarkSchema),
      answer: json(changeSchema),
      refusals: [400, 403, 404, 413, 415],
    },
    {
      method: 'get',
      path: '/api/v1/fix-first',
      tag: 'Insights',
      summary: 'What to fix first, by the hours a week that it would save',
      search: fixFirstSearchSchema,
      answer: json(fixFirstAnswerSchema),
      refusals: [400],
    },
    {
      method: 'put',
      path: '/api/v1/fix-first',
      tag: 'Insights',
      summary: 'Set a finding aside with a reason, or take that back',
      body: body(setAsideSchema),
      answer: json(findingSchema),
      refusals: [400, 403, 404, 413, 415],
    },
    {
      method: 'get',
      path: '/api/v1/compare',
      tag: 'Insights',
      summary: 'Two ranges or two filters side by side, with a verdict',
      description:
        'The filter is that of the side after; what begins with "against" is where the side before differs. Without any ' +
        'of these the range is compared with the one just before. The answer has every number behind the verdict.',
      search: compareSearchSchema,
      answer: json(comparisonSchema),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/optimisations',
      tag: 'Insights',
      summary: 'Optimisations that were recorded, with what they changed',
      description: 'Those whose scope meets the filter, the newest first.',
      search: optimisationsSearchSchema,
      answer: json(optimisationsAnswerSchema),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/optimisations/notes',
      tag: 'Insights',
      summary: 'When optimisations took effect, without what they changed',
      description: 'For axes of time: those whose scope meets the filter, the newest first.',
      search: optimisationsSearchSchema,
      answer: json(optimisationNotesSchema),
      refusals: [400],
    },
    {
      method: 'post',
      path: '/api/v1/optimisations',
      tag: 'Insights',
      summary: 'Record an optimisation',
      description:
        'One line in the pipeline that ships it: curl -H "Content-Type: application/json" -d \'{"title": "Smaller base ' +
        'image", "scope": {"services": ["shop/web"]}, "hoursSpent": 4}\' http://buildhours/api/v1/optimisations',
      body: body(optimisationDraftSchema),
      answer: json(optimisationSchema),
      refusals: [400, 403, 413, 415],
    },
    {
      method: 'get',
      path: '/api/v1/optimisations/suggestions',
      tag: 'Insights',
      summary:
        'Optimisations that nobody recorded yet: gains that were found, and commits that read like one',
      answer: json(suggestionsAnswerSchema),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/optimisations/{id}',
      tag: 'Insights',
      summary: 'One optimisation, with what it changed',
      placeholders: ID,
      answer: json(optimisationSchema),
      refusals: [400, 404],
    },
    {
      method: 'put',
      path: '/api/v1/optimisations/{id}',
      tag: 'Insights',
      summary: 'Edit an optimisation',
      description:
        'Needs the revision that was read: 409 if somebody else saved it since. at: null leaves the time as it is.',
      placeholders: ID,
      body: body(optimisationEditSchema),
      answer: json(optimisationSchema),
      refusals: [400, 403, 404, 409, 413, 415],
    },
    {
      method: 'delete',
      path: '/api/v1/optimisations/{id}',
      tag: 'Insights',
      summary: 'Delete an optimisation; for a week it can be restored',
      placeholders: ID,
      answer: json(deletedOptimisationSchema),
      refusals: [400, 403, 404],
    },
    {
      method: 'post',
      path: '/api/v1/optimisations/{id}/restore',
      tag: 'Insights',
      summary: 'Bring back an optimisation that was deleted',
      placeholders: ID,
      answer: json(optimisationSchema),
      refusals: [400, 403, 404],
    },
  ];
}

function json(schema: z.ZodType): Operation['answer'] {
  return { type: 'application/json', schema: toJsonSchema(schema, 'output') };
}

function body(schema: z.ZodType): NonNullable<Operation['body']> {
  return { type: 'application/json', schema: toJsonSchema(schema, 'input') };
}
