import Ajv2020 from 'ajv/dist/2020';
import { openApiDocument } from '@/app/api/v1/openapi.json/openapi-document';

type Tree = Record<string, unknown>;

const document = openApiDocument();

/**
 * Compares an answer with what the OpenAPI document says of it: fields that are missing, of another type, or not
 * told of at all.
 */
export function problemsWith(method: string, path: string, status: number, answer: unknown): string[] {
  const schema = at(document, [
    'paths',
    path,
    method,
    'responses',
    String(status),
    'content',
    'application/json',
    'schema',
  ]);
  if (schema === undefined) return [`the document tells of no ${status} to ${method} ${path}`];
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const validate = ajv.compile({ ...strictly(schema), components: strictly(document.components) });
  validate(answer);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function at(tree: unknown, path: readonly string[]): Tree | undefined {
  let node: unknown = tree;
  for (const key of path) node = isTree(node) ? node[key] : undefined;
  return isTree(node) ? node : undefined;
}

/** The document lets answers grow; in a test a field that it does not tell of is a mistake. */
function strictly(node: Tree): Tree {
  const copied = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, strictValue(value)]));
  const isClosed = isTree(node.properties) && node.additionalProperties === undefined;
  return isClosed ? { ...copied, additionalProperties: false } : copied;
}

function strictValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictValue);
  return isTree(value) ? strictly(value) : value;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
