import type { z } from 'zod';
import {
  deletedSubscriptionSchema,
  newSubscriptionSchema,
  subscriptionDraftSchema,
  subscriptionEditSchema,
  subscriptionSchema,
  subscriptionsAnswerSchema,
  testAnswerSchema,
} from '@/lib/reports/delivery/subscription';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const placeholders = { id: { description: 'Of the subscription', type: 'integer' } } as const;

/** To whom reports are sent. */
export function subscriptionOperations(): Operation[] {
  const tag = 'Reports';
  return [
    {
      ...{ method: 'get', path: '/api/v1/subscriptions', tag },
      summary: 'To whom reports go, and what became of the latest',
      answer: json(subscriptionsAnswerSchema),
      refusals: [],
    },
    {
      ...{ method: 'post', path: '/api/v1/subscriptions', tag },
      summary: 'Subscribe',
      description: 'The answer is the only one with the secret that signs the messages of a webhook.',
      body: body(subscriptionDraftSchema),
      answer: json(newSubscriptionSchema),
      refusals: [400, 403, 413, 415],
    },
    {
      ...{ method: 'put', path: '/api/v1/subscriptions/{id}', tag, placeholders },
      summary: 'Edit a subscription',
      description:
        'Needs the revision that was read: 409 if somebody else saved it since. target: null leaves it.',
      body: body(subscriptionEditSchema),
      answer: json(subscriptionSchema),
      refusals: [400, 403, 404, 409, 413, 415],
    },
    {
      ...{ method: 'delete', path: '/api/v1/subscriptions/{id}', tag, placeholders },
      summary: 'Delete a subscription; it can be restored',
      answer: json(deletedSubscriptionSchema),
      refusals: [400, 403, 404],
    },
    {
      ...{ method: 'post', path: '/api/v1/subscriptions/{id}/restore', tag, placeholders },
      summary: 'Bring back a subscription that was deleted',
      answer: json(subscriptionSchema),
      refusals: [400, 403, 404],
    },
    {
      ...{ method: 'post', path: '/api/v1/subscriptions/{id}/test', tag, placeholders },
      summary: 'Have the poller send a test message',
      answer: json(testAnswerSchema),
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
