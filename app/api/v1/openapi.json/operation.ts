import type { z } from 'zod';
import { findRoute, type WhoMay } from '@/lib/access/routes';
import { type JsonSchema, toJsonSchema, withoutNull } from './to-json-schema';

/** What an operation may answer beside a success. */
type Refusal = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 500 | 503;

/** One way to ask the API. */
export interface Operation {
  method: 'get' | 'put' | 'post' | 'delete';
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** Parameters in the address behind `?`. */
  search?: z.ZodObject;
  /** Parameters in the path: what each means. */
  placeholders?: Record<string, { description: string; type: 'string' | 'integer' }>;
  body?: { type: string; schema: JsonSchema };
  answer: { type: string; schema: JsonSchema };
  /** Of a success; 200 where nothing else is said. */
  status?: number;
  /** Headers that the request cannot do without: what each holds. */
  headers?: Record<string, string>;
  /** Also as rows of text, where `Accept: text/csv` asks for it. */
  csv?: boolean;
  /** Beside the failures of the server, 500 and 503, which each may have. */
  refusals: Exclude<Refusal, 500 | 503>[];
  /** Answers of another status that are no refusals. */
  otherAnswers?: Record<number, { description: string; type: string; schema: JsonSchema }>;
}

const REFUSALS: Record<Refusal, string> = {
  400: 'Something in the request cannot be right; each problem is named',
  401: 'Nobody is signed in, no API token that is known came along, or a message is not signed as it must be',
  403: 'The role does not allow it, or the request comes from a page of another site',
  404: 'There is no such thing',
  409: 'Somebody else saved it meanwhile, or the change must be confirmed',
  413: 'The body is too large',
  415: 'The body is no JSON',
  500: 'Stored settings or the figures of a week cannot be read, or something failed: the log of the server tells what',
  503: 'The database cannot be used now, for the reason that is named; Retry-After says when to ask again',
};

const PROBLEMS = { 'application/json': { schema: { $ref: '#/components/schemas/Problems' } } };

/** Where something is not for all. */
const OF_ACCESS = [401, 403] as const;

/** As the proxy decides it. @throws Error where nobody has decided it */
function whoMay({ method, path }: Operation): WhoMay {
  const who = findRoute(path, method.toUpperCase())?.who ?? null;
  if (who === null) throw new Error(`lib/access/routes.ts does not say who may ${method} ${path}`);
  return who;
}

/** The operation as OpenAPI writes it. */
export function describeOperation(operation: Operation) {
  const { tag, summary, body, answer, csv = false, method, path } = operation;
  const { otherAnswers = {}, status: success = 200 } = operation;
  const who = whoMay(operation);
  const isForAll = who === 'public' || who === 'self';
  const refusals = isForAll ? operation.refusals : [...operation.refusals, ...OF_ACCESS];
  const takes = isForAll ? [] : [`Takes the role ${who} where people sign in.`];
  const description = [
    ...(operation.description === undefined ? [] : [operation.description]),
    ...takes,
  ].join(' ');
  return {
    operationId: operationId(method, path),
    tags: [tag],
    summary,
    ...(description === '' ? {} : { description }),
    ...(isForAll ? { security: [] } : {}),
    parameters: [
      ...placeholderParameters(operation),
      ...searchParameters(operation),
      ...headerParameters(operation),
    ],
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      [success]: {
        description: 'The answer',
        content: {
          ...contentOf(answer),
          ...(csv ? contentOf({ type: 'text/csv', schema: { type: 'string' } }) : {}),
        },
      },
      ...Object.fromEntries(
        Object.entries(otherAnswers).map(([status, other]) => [
          status,
          { description: other.description, content: contentOf(other) },
        ]),
      ),
      ...Object.fromEntries(
        [...new Set([...refusals, 500 as const, 503 as const])]
          .sort()
          .filter(status => !(status in otherAnswers))
          .map(status => [status, { description: REFUSALS[status], content: PROBLEMS }]),
      ),
    },
  };
}

function operationId(method: string, path: string): string {
  const words = path
    .replace('/api/v1/', '')
    .split(/[^A-Za-z0-9]+/)
    .filter(word => word !== '');
  return [method, ...words].join('-');
}

function contentOf({ type, schema }: { type: string; schema: JsonSchema }) {
  return { [type]: { schema } };
}

function placeholderParameters({ placeholders = {} }: Operation) {
  return Object.entries(placeholders).map(([name, { description, type }]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema: { type },
  }));
}

function searchParameters({ search }: Operation) {
  if (search === undefined) return [];
  const { properties } = toJsonSchema(search, 'input');
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', ...schema } = withoutNull(property);
    return { name, in: 'query', required: false, description, schema };
  });
}

function headerParameters({ headers = {} }: Operation) {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  }));
}
