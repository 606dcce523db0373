import type { IncomingMessage, ServerResponse } from 'node:http';
import { databaseTrouble } from '@/lib/db/database-trouble';
import { noteTrouble, troubleSince } from '@/lib/db/noted-trouble';
import { type DatabaseAway, databaseState, notReady, RETRY_AFTER_S } from '@/lib/operations/database-state';
import { SECOND_MS } from '@/lib/time/units';
import type { HeldResponse, InsteadAnswer } from './held-response';
import { UNAVAILABLE_CSP, unavailablePage } from './unavailable-page';

/** What needs no database. */
const ANSWERED_ANYWAY = /^\/(_next\/|icon\.svg|api\/v1\/(openapi\.json|health\/live))/;
/** Asked by programs that start, watch and balance: they are answered before anybody asks the database who they are. */
const HEALTH = /^\/api\/v1\/health\/?(\?|$)/;
const FOR_PROGRAMS = /^\/(api|metrics)(\/|\?|$)/;
const READING = ['GET', 'HEAD', 'OPTIONS'];
/** Who waits for an answer is told after so long that the database hangs. */
const LOOK_EVERY_MS = SECOND_MS;

/**
 * Answers 503 to all that needs the database while that is away: Next.js makes an empty answer of a layout that fails,
 * and has no page of another status.
 *
 * @returns whether it has
 */
export async function answerWhileAway(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (ANSWERED_ANYWAY.test(request.url ?? '')) return false;
  const away = await databaseState().read();
  if (away === null) return false;
  const { status, headers, body } = awayAnswer(request, away);
  response.writeHead(status, headers).end(body);
  return true;
}

/** Of an error that kept an answer from being made: whether it was of a database that is away, and has been answered so. */
export type IsLost = (error: unknown) => Promise<boolean>;

/**
 * Answers the same where the database goes away from now on, as long as no head was sent: what was written as an
 * error, or while a connection broke, waits for a look at the database, and who is still waiting is told when one has
 * failed. Everything else waits for nothing. What may have been done, as a write or a sign-in, is said to have been: there
 * only errors are answered so.
 */
export function answerWhenLost(request: IncomingMessage, response: HeldResponse): IsLost {
  const { url = '', method = '' } = request;
  if (ANSWERED_ANYWAY.test(url)) return async () => false;
  const asked = { url, method };
  const isReading = READING.includes(method) && !url.startsWith('/sign-in/');
  const startMs = performance.now();
  const awayNow = async (isError: boolean) => {
    const trouble = isError ? troubleSince(startMs) : null;
    const away = await databaseState().lookAgain();
    // It may be back already.
    return away ?? (trouble === null ? null : { reason: trouble.words, since: trouble.at });
  };
  response.judgeHead(status => {
    const isError = status >= 500 && status !== 503;
    if (!isError && (!isReading || troubleSince(startMs) === null)) return null;
    return awayNow(isError).then(away => (away === null ? null : awayAnswer(asked, away)));
  });
  if (isReading) {
    const watch = setInterval(async () => {
      if (response.isBegun) return clearInterval(watch);
      const away = await databaseState().read();
      if (away !== null) response.answerInstead(awayAnswer(asked, away));
    }, LOOK_EVERY_MS);
    response.once('close', () => clearInterval(watch));
  }
  return async error => {
    noteTrouble(error);
    const away = await awayNow(true);
    return away !== null && response.answerInstead(awayAnswer(asked, away));
  };
}

/** Pages that were begun when the database went away fail one by one: Next.js would print the whole of each error. */
export function printTroubleShort(): void {
  const { error: print } = console;
  console.error = (...values: unknown[]) => {
    for (const value of values) noteTrouble(value);
    const trouble = values.map(databaseTrouble).find(words => words !== null);
    if (trouble === undefined) print(...values);
    else print(`a page could not be made: ${trouble}`);
  };
}

function awayAnswer(
  { url = '', method }: Pick<IncomingMessage, 'url' | 'method'>,
  away: DatabaseAway,
): InsteadAnswer {
  const isForProgram = FOR_PROGRAMS.test(url);
  const headers = {
    'Retry-After': String(RETRY_AFTER_S),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Type': isForProgram ? 'application/json' : 'text/html; charset=utf-8',
    ...(isForProgram ? {} : { 'Content-Security-Policy': UNAVAILABLE_CSP }),
  };
  if (method === 'HEAD') return { status: 503, headers, body: '' };
  if (HEALTH.test(url)) return { status: 503, headers, body: JSON.stringify(notReady(away)) };
  return { status: 503, headers, body: isForProgram ? problemsText(away) : unavailablePage(away) };
}

function problemsText({ reason, since }: DatabaseAway): string {
  return JSON.stringify({
    problems: [`Buildhours cannot answer now: ${reason}, since ${since.toISOString()}`],
  });
}
