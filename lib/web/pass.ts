import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Passage, ShownInstead } from '@/lib/access/passage';
import { PASSAGE_STEPS } from './passage-steps';
import type { RecordedResponse } from './recorded-response';

/** What Next.js answers by; TRACE and made-up ones are no requests that could be looked at. */
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
/** Files of which pages are made: they hold nothing of anybody. */
const OPEN_FILES = '/_next/static/';
/** What the scripts of Next.js send of a page that is shown; it answers one that cannot be read with 500. */
const ROUTER_STATE = 'next-router-state-tree';
/** A path longer than this is none of ours. */
const MAX_URL_LENGTH = 16_384;

/**
 * Takes a request through all steps before Next.js sees it: what they change of its headers is changed, and what they
 * lay over the answer is set.
 *
 * @returns whose pages are alike (`Passage.viewer`); null: it has been answered
 */
export async function pass(request: IncomingMessage, response: RecordedResponse): Promise<string | null> {
  const { url = '', method = '' } = request;
  if (!METHODS.includes(method)) {
    response.setHeader('Allow', METHODS.join(', '));
    return refuse(response, 405, `${method} is not answered here; what is: ${METHODS.join(', ')}`);
  }
  const asked = url.length > MAX_URL_LENGTH ? null : addressOf(request);
  if (asked === null) return refuse(response, 400, 'the address or the header Host of this request is none');
  // What is looked at here is what Next.js gets: `..` leads nowhere else for it.
  request.url = asked.pathname + asked.search;
  if (asked.pathname.startsWith(OPEN_FILES)) return '';
  if (!isRouterState(request.headers[ROUTER_STATE]))
    return refuse(response, 400, `the header ${ROUTER_STATE} cannot be read`);
  const passage: Passage = {
    ...{ method, url: asked, peer: request.socket.remoteAddress ?? null },
    ...{ headers: webHeaders(request), answerHeaders: new Headers(), viewer: '' },
  };
  const answer = await firstAnswer(passage);
  for (const [name, value] of passage.answerHeaders) response.appendHeader(name, value);
  if (answer instanceof Response) {
    await send(response, answer);
    return null;
  }
  request.headers = Object.fromEntries(passage.headers);
  if (answer !== null) {
    request.url = answer.path;
    response.fixStatus(answer.status);
  }
  return passage.viewer;
}

async function firstAnswer(passage: Passage): Promise<Response | ShownInstead | null> {
  for (const step of PASSAGE_STEPS) {
    const answer = await step(passage);
    if (answer !== null) return answer;
  }
  return null;
}

function isRouterState(state: string | string[] | undefined): boolean {
  if (state === undefined) return true;
  try {
    return Array.isArray(JSON.parse(decodeURIComponent(String(state))));
  } catch {
    return false;
  }
}

/** Null: a proxy's way to ask (`GET http://…`), or nothing that an address could be made of. */
function addressOf({ url = '', headers }: IncomingMessage): URL | null {
  if (!url.startsWith('/')) return null;
  const text = `http://${headers.host ?? 'localhost'}${url}`;
  if (!URL.canParse(text)) return null;
  const address = new URL(text);
  return address.username === '' && address.password === '' ? address : null;
}

function webHeaders({ headers }: IncomingMessage): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
  );
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, { 'Content-Length': body.length });
  response.end(body);
}

function refuse(response: ServerResponse, status: number, problem: string): null {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ problems: [problem] }));
  return null;
}
