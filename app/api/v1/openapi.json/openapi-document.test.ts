import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { METRICS } from '@/lib/metrics/registry';
import { listOperations, openApiDocument } from './openapi-document';

test('is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(openApiDocument()));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('describes every metric, with the fields of its rows and the parameters of its filter', () => {
  const { paths } = openApiDocument();
  for (const name of Object.keys(METRICS)) expect(paths).toHaveProperty([`/api/v1/metrics/${name}`]);
  expect(paths['/api/v1/metrics/wait']).toMatchObject({
    get: {
      parameters: expect.arrayContaining([
        {
          name: 'team',
          in: 'query',
          required: false,
          description: 'A team, as the rules name it',
          schema: expect.any(Object),
        },
      ]),
      responses: {
        200: {
          content: {
            'application/json': {
              schema: {
                properties: { rows: { items: { properties: { p90Ms: { type: ['number', 'null'] } } } } },
              },
            },
          },
        },
      },
    },
  });
});

test('describes every route', () => {
  const api = fileURLToPath(new URL('..', import.meta.url));
  const routes = readdirSync(api, { recursive: true, encoding: 'utf8' })
    .filter(file => path.basename(file) === 'route.ts')
    .map(file => `/api/v1/${path.dirname(file).replaceAll('[', '{').replaceAll(']', '}')}`);
  // Those whose last part is one of a closed list stand there one by one, and the document is itself.
  const described = [
    ...Object.keys(openApiDocument().paths),
    '/api/v1/metrics/{name}',
    '/api/v1/settings/{section}',
    '/api/v1/hooks/{kind}',
  ];
  expect(routes.filter(route => !described.includes(route))).toEqual(['/api/v1/openapi.json']);
});

test('no two operations have the same name, and nothing in an address can be null', () => {
  const document = openApiDocument();
  const operations = Object.values(document.paths).flatMap(path => Object.values(path));
  const ids = operations.map(operation => Object(operation).operationId);
  expect(new Set(ids).size).toBe(listOperations().length);
  const parameters = JSON.stringify(operations.map(operation => Object(operation).parameters));
  expect(parameters).not.toContain('null');
});
