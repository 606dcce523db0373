import {
  reportSearchSchema,
  reportsAnswerSchema,
  reportsSearchSchema,
  storedReportSchema,
} from '@/lib/reports/store/stored-report';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

/** Weekly reports, as they were made. */
export function reportOperations(): Operation[] {
  return [
    {
      method: 'get',
      path: '/api/v1/reports',
      tag: 'Reports',
      summary: 'Weekly reports, the newest week first',
      description: 'The newest revision of each.',
      search: reportsSearchSchema,
      answer: { type: 'application/json', schema: toJsonSchema(reportsAnswerSchema, 'output') },
      refusals: [400],
    },
    {
      method: 'get',
      path: '/api/v1/reports/{week}',
      tag: 'Reports',
      summary: 'The report of one week, as data with its figures or as a file',
      description:
        'As it was made: late data never changes it, a newer revision says what moved. The week next is the one that is ' +
        'not over: what its report would say by now, revision 0, which is not stored.',
      placeholders: { week: { description: 'Of ISO 8601, such as 2026-W47; or next', type: 'string' } },
      search: reportSearchSchema,
      answer: { type: 'application/json', schema: toJsonSchema(storedReportSchema, 'output') },
      refusals: [400, 404],
    },
  ];
}
