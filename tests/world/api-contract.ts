import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { openApiDocument } from '@/app/api/v1/openapi.json/openapi-document';

type Tree = Record<string, unknown>;

const document = openApiDocument();

/**
 * Compares an answer with what the OpenAPI document says of it: fields that are missing, of another type, or not
 * told of at all.
 */
export function problemsWith(method: string, path: string, status: number, answer: unknown): string[] {
  const validate = validatorOf(method, path, status);
  if (validate === null) return [`the document tells of no ${status} to ${method} ${path}`];
  validate(answer);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const validators = new Map<string, ValidateFunction | null>();

/** To compile one takes longer than to answer; null: nothing is said of such an answer. */
function validatorOf(method: string, path: string, status: number): ValidateFunction | null {
  const key = `${method} ${path} ${status}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const answers = ['responses', String(status), 'content', 'application/json', 'schema'];
  const schema = at(document, ['paths', path, method, ...answers]);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const validate =
    schema === undefined
      ? null
      : ajv.compile({ ...strictly(schema), components: strictly(document.components) });
  validators.set(key, validate);
  return validate;
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
