import { z } from 'zod';
import { hookAnswerSchema, listHooks } from '@/lib/operations/hooks';
import { moveServerSchema, removedServerSchema } from '@/lib/operations/server-changes';
import { serversSchema } from '@/lib/operations/servers';
import type { Operation } from './operation';
import { toJsonSchema } from './to-json-schema';

const ID: NonNullable<Operation['placeholders']> = {
  id: { description: 'Its number, as /api/v1/servers tells it', type: 'integer' },
};

/** CI servers: what is stored of them, where they are, and removing them. */
export function serverOperations(): Operation[] {
  return [
    {
      method: 'get',
      path: '/api/v1/servers',
      tag: 'Operation',
      summary: 'CI servers with how far their history has come, and the pollers that bring it',
      answer: json(serversSchema),
      refusals: [400],
    },
    {
      method: 'put',
      path: '/api/v1/servers/{id}',
      tag: 'Operation',
      summary: 'Tell where a CI server is now',
      description:
        'Pollers recognise a server by its builds; this is for links until one has. An address of another server is ' +
        'answered by 409.',
      placeholders: ID,
      body: { type: 'application/json', schema: toJsonSchema(moveServerSchema, 'input') },
      answer: json(z.object({ url: z.string() })),
      refusals: [400, 403, 404, 409, 413, 415],
    },
    {
      method: 'delete',
      path: '/api/v1/servers/{id}',
      tag: 'Operation',
      summary: 'Delete a CI server with all that is stored of it',
      description: 'It cannot be undone. While a poller reads the server it is answered by 409.',
      placeholders: ID,
      answer: json(removedServerSchema),
      refusals: [400, 403, 404, 409],
    },
    ...listHooks().map(hookOperation),
  ];
}

function hookOperation({ kind, name, secretVariable }: ReturnType<typeof listHooks>[number]): Operation {
  return {
    method: 'post',
    path: `/api/v1/hooks/${kind}`,
    tag: 'Operation',
    summary: `The webhook of ${name}: the poller looks at once at what it tells of`,
    description:
      `Signed with the secret of ${secretVariable}, at most five minutes ago, and each message once. ` +
      'It is a hint where to look: nothing of it is stored.',
    headers: HOOK_HEADERS,
    body: { type: 'application/json', schema: { type: 'object' } },
    status: 202,
    answer: json(hookAnswerSchema),
    refusals: [400, 401, 404, 413],
  };
}

const HOOK_HEADERS = {
  Signature: 'keyId="hmac-key", algorithm="hmac-sha256", signature and headers="date digest"',
  Digest: 'SHA-256= and the hash of the body in base64',
  Date: 'When it was signed',
};

function json(schema: z.ZodType): Operation['answer'] {
  return { type: 'application/json', schema: toJsonSchema(schema, 'output') };
}
