import {
  alertMarkSchema,
  alertsAnswerSchema,
  alertsSearchSchema,
  listedAlertSchema,
} from '@/lib/reports/alerts/alert';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

/** What was found while it was new, and is told once. */
export function alertOperations(): Operation[] {
  return [
    {
      method: 'get',
      path: '/api/v1/alerts',
      tag: 'Reports',
      summary: 'Alerts, the newest first',
      search: alertsSearchSchema,
      answer: { type: 'application/json', schema: toJsonSchema(alertsAnswerSchema, 'output') },
      refusals: [400],
    },
    {
      method: 'put',
      path: '/api/v1/alerts/{id}',
      tag: 'Reports',
      summary: 'Acknowledge an alert, or take that back',
      description: 'Of an alert that is about a change it is said of the change, too.',
      placeholders: { id: { description: 'Of the alert', type: 'string' } },
      body: { type: 'application/json', schema: toJsonSchema(alertMarkSchema, 'input') },
      answer: { type: 'application/json', schema: toJsonSchema(listedAlertSchema, 'output') },
      refusals: [400, 403, 404, 413, 415],
    },
  ];
}
