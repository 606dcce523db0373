import type { z } from 'zod';
import {
  deletedOptimisationSchema,
  optimisationDraftSchema,
  optimisationEditSchema,
  optimisationSchema,
  optimisationsAnswerSchema,
  optimisationsSearchSchema,
} from '@/lib/insights/optimisations/optimisation';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const ID = { id: { description: 'Of the optimisation', type: 'integer' } } as const;

/** Verdicts and what people say of them. What changes anything is refused from pages of other sites. */
export function insightOperations(): Operation[] {
  return [
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
