import { accessOperations } from './access-operations';
import { alertOperations } from './alert-operations';
import { buildOperations } from './build-operations';
import { insightOperations } from './insight-operations';
import { metricOperations } from './metric-operations';
import { describeOperation, type Operation } from './operation';
import { reportOperations } from './report-operations';
import { serverOperations } from './server-operations';
import { settingsOperations } from './settings-operations';
import { subscriptionOperations } from './subscription-operations';

/** All ways to ask the API. */
export function listOperations(): Operation[] {
  return [
    ...metricOperations(),
    ...buildOperations(),
    ...insightOperations(),
    ...reportOperations(),
    ...settingsOperations(),
    ...serverOperations(),
    ...alertOperations(),
    ...subscriptionOperations(),
    ...accessOperations(),
  ];
}

/** The API in the words of OpenAPI 3.1, made of the schemas that read requests and check answers. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of listOperations()) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Buildhours',
      version: '1.0.0',
      description:
        'Build-time analytics for Drone CI. Durations are milliseconds, ratios lie between 0 and 1, and null is what ' +
        'is not known, never 0. Answers may get further fields.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ apiToken: [] }, { session: [] }],
    tags: [
      { name: 'Metrics', description: 'One question each; what they mean stands in their descriptions' },
      { name: 'Builds' },
      {
        name: 'Insights',
        description: 'Did it help, what changed, what to do next: verdicts with their intervals',
      },
      { name: 'Reports', description: 'Of each week, as they were made' },
      { name: 'Names', description: 'Services and teams by the rules in force' },
      { name: 'Settings' },
      { name: 'Operation' },
      {
        name: 'Access',
        description: 'Who comes in, and by what; where everything is open, nothing is asked',
      },
    ],
    paths,
    components: {
      securitySchemes: {
        apiToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'Made under Settings, Access: read, write or admin, never more than its owner may',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'buildhours',
          description: 'Of a browser that is signed in; behind TLS its name begins with __Host-',
        },
      },
      schemas: {
        Problems: {
          type: 'object',
          properties: {
            problems: {
              type: 'array',
              items: { type: 'string' },
              description: 'What is wrong, one sentence each',
            },
            fields: {
              type: 'array',
              description: 'The same where it lies at fields of what was sent',
              items: {
                type: 'object',
                properties: {
                  path: { type: 'array', items: { type: ['string', 'integer'] } },
                  message: { type: 'string' },
                },
                required: ['path', 'message'],
              },
            },
            needsConfirmation: {
              type: 'boolean',
              description: 'Send it again with confirm: true if it is meant',
            },
          },
          required: ['problems'],
        },
      },
    },
  };
}
