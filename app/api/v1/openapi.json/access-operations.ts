import type { z } from 'zod';
import {
  accessAnswerSchema,
  doneSchema,
  newTokenSchema,
  personEditSchema,
  signedOutSchema,
  signInSchema,
  tokenDraftSchema,
  whoSchema,
} from '@/lib/access/access-answer';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const idOf = (what: string): NonNullable<Operation['placeholders']> => ({
  id: { description: `Of the ${what}, as /api/v1/access tells it`, type: 'integer' },
});

/** Who comes in, and by what. */
export function accessOperations(): Operation[] {
  const tag = 'Access';
  return [
    {
      ...{ method: 'get', path: '/api/v1/session', tag },
      summary: 'Who sends this, and what they may do',
      answer: json(whoSchema),
      refusals: [],
    },
    {
      ...{ method: 'post', path: '/api/v1/session', tag },
      summary: 'Sign in by a personal token of the CI server',
      description: 'The answer sets the cookie of the session. Programs need none: they send an API token.',
      body: body(signInSchema),
      answer: json(whoSchema),
      refusals: [400, 401, 403, 413, 415],
    },
    {
      ...{ method: 'delete', path: '/api/v1/session', tag },
      summary: 'Sign out',
      answer: json(signedOutSchema),
      refusals: [403, 404],
    },
    {
      ...{ method: 'get', path: '/api/v1/access', tag },
      summary: 'People, sessions and API tokens: all for admins, else one’s own',
      answer: json(accessAnswerSchema),
      refusals: [400],
    },
    {
      ...{ method: 'put', path: '/api/v1/access/people/{id}', tag, placeholders: idOf('person') },
      summary: 'Set what somebody may do',
      body: body(personEditSchema),
      answer: json(doneSchema),
      refusals: [400, 404, 413, 415],
    },
    {
      ...{ method: 'delete', path: '/api/v1/access/sessions/{id}', tag, placeholders: idOf('session') },
      summary: 'End a session: one’s own, or anybody’s where an admin asks',
      answer: json(doneSchema),
      refusals: [400, 404],
    },
    {
      ...{ method: 'post', path: '/api/v1/access/tokens', tag },
      summary: 'Make an API token',
      description: 'The answer is the only one that has it. An API token makes no other: sign in.',
      body: body(tokenDraftSchema),
      answer: json(newTokenSchema),
      refusals: [400, 409, 413, 415],
    },
    {
      ...{ method: 'delete', path: '/api/v1/access/tokens/{id}', tag, placeholders: idOf('token') },
      summary: 'Revoke an API token: one’s own, or anybody’s where an admin asks',
      answer: json(doneSchema),
      refusals: [400, 404],
    },
  ];
}

function json(schema: z.ZodType): Operation['answer'] {
  return { type: 'application/json', schema: toJsonSchema(schema, 'output') };
}

function body(schema: z.ZodType): NonNullable<Operation['body']> {
  return { type: 'application/json', schema: toJsonSchema(schema, 'input') };
}
