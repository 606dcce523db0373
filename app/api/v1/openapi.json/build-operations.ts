import { z } from 'zod';
import { buildDetailSchema } from '@/lib/builds/detail/build-detail';
import { findSearchSchema, foundSchema } from '@/lib/builds/find-by-text';
import { buildsAnswerSchema } from '@/lib/builds/list/build-row';
import { buildsPageSchema } from '@/lib/builds/list/builds-filter';
import { listedServiceSchema, listedTeamSchema } from '@/lib/builds/ownership';
import { runningBuildsSchema } from '@/lib/builds/running/running-builds';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { healthSchema } from '@/lib/operations/health';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

/** Lists and details: what is no metric. */
export function buildOperations(): Operation[] {
  return [
    {
      method: 'get',
      path: '/api/v1/builds',
      tag: 'Builds',
      summary: 'Builds, newest first',
      description: 'In pages: nextCursor, and the header Link, lead to the next one.',
      search: buildsPageSchema,
      answer: json(buildsAnswerSchema),
      csv: true,
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/builds/running',
      tag: 'Builds',
      summary: 'Builds under way, with the time that they are expected to take yet',
      description: 'Range and bucket do not matter.',
      search: metricFilterSchema,
      answer: json(runningBuildsSchema),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/repositories/{namespace}/{name}/builds/{number}',
      tag: 'Builds',
      summary: 'One build with its stages, steps, and what is inside these',
      description: 'As CSV one line for each stage, step, and command or layer inside.',
      placeholders: {
        namespace: { description: 'Of the repository', type: 'string' },
        name: { description: 'Of the repository', type: 'string' },
        number: { description: 'Of the build, as the CI server counts', type: 'integer' },
      },
      answer: json(buildDetailSchema),
      csv: true,
      refusals: [400, 404],
    },
    {
      method: 'get',
      path: '/api/v1/search',
      tag: 'Names',
      summary: 'Services, teams and steps by words of their names, and builds by number',
      description: 'A few of each, best first.',
      search: findSearchSchema,
      answer: json(foundSchema),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/services',
      tag: 'Names',
      summary: 'All services with their team, repositories and target',
      answer: json(z.object({ services: z.array(listedServiceSchema) })),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/teams',
      tag: 'Names',
      summary: 'All teams with their services',
      answer: json(z.object({ teams: z.array(listedTeamSchema) })),
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/health',
      tag: 'Operation',
      summary: 'Whether Buildhours can answer, and how far the import has come',
      answer: json(healthSchema),
      refusals: [],
      otherAnswers: {
        503: { description: 'It cannot: the database does not answer', ...json(healthSchema) },
      },
    },
    {
      method: 'get',
      path: '/api/v1/health/live',
      tag: 'Operation',
      summary: 'Whether the web server runs, whatever became of its database',
      answer: json(z.object({ live: z.literal(true) })),
      refusals: [],
    },
    {
      method: 'get',
      path: '/metrics',
      tag: 'Operation',
      summary: 'Counts and durations of builds, and the state of the import, for Prometheus',
      answer: { type: 'text/plain', schema: { type: 'string' } },
      refusals: [],
    },
  ];
}

function json(schema: z.ZodType): Operation['answer'] {
  return { type: 'application/json', schema: toJsonSchema(schema, 'output') };
}
