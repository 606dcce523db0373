import { type FieldProblem, isFieldProblem } from './field-problem';

/** What became of something that was sent; nothing was stored unless it was answered. */
export type SendResult<Answer> =
  | { kind: 'accepted'; answer: Answer }
  /** Somebody else saved it since it was read. */
  | { kind: 'conflict'; message: string }
  /** It has consequences: to be sent again with `confirm` if they are meant. */
  | { kind: 'unconfirmed'; message: string }
  | { kind: 'refused'; message: string; problems: FieldProblem[] };

/**
 * What our API answered, as JSON.
 *
 * @throws Error with all that the API names as problems, else with the status
 */
export async function readAnswer<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return response.json();
  throw new Error(messageIn(await bodyOf(response), response.status));
}

/** Sends something to be stored, tried or deleted: a text is YAML, anything else JSON, `undefined` nothing. */
export async function sendToApi<Answer>(
  method: 'PUT' | 'POST' | 'DELETE',
  address: string,
  content?: unknown,
): Promise<SendResult<Answer>> {
  const request = content === undefined ? { method } : { method, ...bodyWith(content) };
  const response = await fetch(address, request).catch((error: unknown) => {
    if (error instanceof TypeError) return null;
    throw error;
  });
  if (response === null)
    return { kind: 'refused', message: 'Buildhours does not answer; try again', problems: [] };
  if (response.ok) return { kind: 'accepted', answer: await response.json() };
  const body = await bodyOf(response);
  const message = messageIn(body, response.status);
  if (response.status !== 409)
    return { kind: 'refused', message, problems: listIn(body, 'fields').filter(isFieldProblem) };
  const isUnconfirmed = typeof body === 'object' && body !== null && 'needsConfirmation' in body;
  return { kind: isUnconfirmed ? 'unconfirmed' : 'conflict', message };
}

function bodyWith(content: unknown): Pick<RequestInit, 'headers' | 'body'> {
  const isText = typeof content === 'string';
  const headers = { 'Content-Type': isText ? 'application/yaml' : 'application/json' };
  return { headers, body: isText ? content : JSON.stringify(content) };
}

/** Null: it is no JSON, as from a proxy that answers in our place. */
async function bodyOf(response: Response): Promise<unknown> {
  return response.json().catch(() => null);
}

function messageIn(body: unknown, status: number): string {
  const messages = listIn(body, 'problems').filter(message => typeof message === 'string');
  return messages.join('; ') || `the server answered ${status}`;
}

function listIn(body: unknown, name: string): unknown[] {
  const list: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
  return Array.isArray(list) ? list : [];
}
