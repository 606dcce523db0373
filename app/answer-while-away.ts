import { type IncomingMessage, Server, ServerResponse } from 'node:http';
import { databaseTrouble } from '@/lib/db/database-trouble';
import { type DatabaseAway, databaseState } from '@/lib/operations/database-state';
import { RETRY_AFTER_S, UNAVAILABLE_CSP, unavailablePage } from './unavailable-page';

/** What needs no database, or says itself that there is none. */
const ANSWERED_ANYWAY = /^\/(_next\/|icon\.svg|api\/v1\/(health|openapi\.json))/;
const FOR_PROGRAMS = /^\/(api|metrics)(\/|\?|$)/;

/**
 * Has the web server answer 503 to all that needs the database while that is away: Next.js makes an empty answer of a
 * layout that fails, and has no page of another status.
 */
export function answerWhileAway(): void {
  const emit: EmitEvent = Server.prototype.emit;
  Server.prototype.emit = function emitUnlessAway(this: Server, event: string, ...values: unknown[]) {
    const [request, response] = values;
    if (event !== 'request' || !isAsked(request) || !(response instanceof ServerResponse))
      return emit.call(this, event, ...values);
    if (ANSWERED_ANYWAY.test(request.url)) return emit.call(this, event, ...values);
    databaseState()
      .read()
      .then(away => {
        if (away === null) emit.call(this, event, ...values);
        else sendAway(request, response, away);
      });
    return true;
  };
}

type EmitEvent = (this: Server, event: string, ...values: unknown[]) => boolean;

/** Pages that were begun when the database went away fail one by one: Next.js would print the whole of each error. */
export function printTroubleShort(): void {
  const { error: print } = console;
  console.error = (...values: unknown[]) => {
    const trouble = values.map(databaseTrouble).find(words => words !== null);
    if (trouble === undefined) print(...values);
    else print(`a page could not be made: ${trouble}`);
  };
}

interface AskedMessage extends IncomingMessage {
  url: string;
}

function isAsked(request: unknown): request is AskedMessage {
  return (
    typeof request === 'object' && request !== null && 'url' in request && typeof request.url === 'string'
  );
}

function sendAway(request: AskedMessage, response: ServerResponse, away: DatabaseAway): void {
  const isForProgram = FOR_PROGRAMS.test(request.url);
  response.writeHead(503, {
    'Retry-After': String(RETRY_AFTER_S),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Type': isForProgram ? 'application/json' : 'text/html; charset=utf-8',
    ...(isForProgram ? {} : { 'Content-Security-Policy': UNAVAILABLE_CSP }),
  });
  if (request.method === 'HEAD') response.end();
  else response.end(isForProgram ? problemsText(away) : unavailablePage(away));
}

function problemsText({ reason, since }: DatabaseAway): string {
  return JSON.stringify({
    problems: [`Buildhours cannot answer now: ${reason}, since ${since.toISOString()}`],
  });
}
