import type { IncomingMessage, ServerResponse } from 'node:http';
import { databaseTrouble } from '@/lib/db/database-trouble';
import { type DatabaseAway, databaseState, notReady, RETRY_AFTER_S } from '@/lib/operations/database-state';
import { UNAVAILABLE_CSP, unavailablePage } from './unavailable-page';

/** What needs no database. */
const ANSWERED_ANYWAY = /^\/(_next\/|icon\.svg|api\/v1\/(openapi\.json|health\/live))/;
/** Asked by programs that start, watch and balance: they are answered before anybody asks the database who they are. */
const HEALTH = /^\/api\/v1\/health\/?(\?|$)/;
const FOR_PROGRAMS = /^\/(api|metrics)(\/|\?|$)/;

/**
 * Answers 503 to all that needs the database while that is away: Next.js makes an empty answer of a layout that fails,
 * and has no page of another status.
 *
 * @returns whether it has
 */
export async function answerWhileAway(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { url = '', method = '' } = request;
  if (ANSWERED_ANYWAY.test(url)) return false;
  const away = await databaseState().read();
  if (away !== null) sendAway({ url, method }, response, away);
  return away !== null;
}

/** Pages that were begun when the database went away fail one by one: Next.js would print the whole of each error. */
export function printTroubleShort(): void {
  const { error: print } = console;
  console.error = (...values: unknown[]) => {
    const trouble = values.map(databaseTrouble).find(words => words !== null);
    if (trouble === undefined) print(...values);
    else print(`a page could not be made: ${trouble}`);
  };
}

function sendAway(
  { url, method }: { url: string; method: string },
  response: ServerResponse,
  away: DatabaseAway,
): void {
  const isForProgram = FOR_PROGRAMS.test(url);
  response.writeHead(503, {
    'Retry-After': String(RETRY_AFTER_S),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Type': isForProgram ? 'application/json' : 'text/html; charset=utf-8',
    ...(isForProgram ? {} : { 'Content-Security-Policy': UNAVAILABLE_CSP }),
  });
  if (method === 'HEAD') response.end();
  else if (HEALTH.test(url)) response.end(JSON.stringify(notReady(away)));
  else response.end(isForProgram ? problemsText(away) : unavailablePage(away));
}

function problemsText({ reason, since }: DatabaseAway): string {
  return JSON.stringify({
    problems: [`Buildhours cannot answer now: ${reason}, since ${since.toISOString()}`],
  });
}
