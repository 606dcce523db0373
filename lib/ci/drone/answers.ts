import {
  type AskedRequest,
  CiAnswerError,
  CiBrokenAnswerError,
  type CiError,
  CiForbiddenError,
  CiHttpError,
  CiNotReadableError,
  CiTokenError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import { httpsMeantError, proxyRefusalError } from './failed-connection';
import type { HttpAnswer } from './pending-answer';

type ReadAnswer = { json: unknown } | { error: CiError; mayPass: boolean };

const MAY_PASS: ReadonlySet<number> = new Set([408, 425, 429]);
const QUOTED_CHARS = 300;

/**
 * Turns an answer into its JSON, or into the error that it means and whether asking again may help.
 *
 * @param token is blanked out of what the server says
 */
export function readAnswer(asked: AskedRequest, answer: HttpAnswer, token: string): ReadAnswer {
  const { status } = answer;
  if (status >= 200 && status < 300) return readJson(asked, answer);
  if (status >= 300 && status < 400) return { error: redirectError(asked, answer, token), mayPass: false };
  const inTheWay = speaksTlsError(asked, answer) ?? gatewayError(asked, answer, token);
  if (inTheWay !== null) return { error: inTheWay, mayPass: false };
  const said = serverMessage(answer)?.replaceAll(token, '…') ?? null;
  if (status === 401) return { error: tokenError(asked, said), mayPass: false };
  if (status === 403) return { error: forbiddenError(asked, said), mayPass: false };
  const mayPass = MAY_PASS.has(status) || (status >= 500 && status !== 501);
  return { error: new CiHttpError(asked, status, said, adviceOn(status)), mayPass };
}

function readJson(asked: AskedRequest, answer: HttpAnswer): ReadAnswer {
  const text = answer.body.toString('utf8');
  if (isWebPage(answer, text)) {
    const what =
      'a web page instead of JSON: this is not the API of Drone; check the address of the server, and that no login page stands before it';
    return { error: new CiAnswerError(asked, answer.status, what), mayPass: false };
  }
  try {
    return { json: JSON.parse(text) };
  } catch (cause) {
    const what = `${answer.body.length} bytes that are not JSON (${whyNoJson(answer.body, cause)}): cut off or garbled on the way`;
    return { error: new CiBrokenAnswerError(asked, answer.status, what, { cause }), mayPass: true };
  }
}

/** The message of JSON.parse quotes what came, which says nothing where that is no text. */
function whyNoJson(body: Buffer, cause: unknown): string {
  if (body[0] === 0x1f && body[1] === 0x8b) return 'they are compressed by gzip';
  if (body.includes(0)) return 'they hold NUL bytes';
  return cause instanceof Error ? cause.message : String(cause);
}

/** Drone answers unknown addresses outside /api with its own page and status 200. */
function isWebPage(answer: HttpAnswer, text: string): boolean {
  return /^text\/html\b/i.test(answer.headers['content-type'] ?? '') || /^\s*</.test(text.slice(0, 100));
}

/** What web servers say when http comes in at a port for https: nginx and its like, Go, Apache, HAProxy, Envoy. */
const TLS_WANTED =
  /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS (server|port)|plain HTTP to an SSL|requires TLS|426 Upgrade Required/i;

function speaksTlsError(asked: AskedRequest, answer: HttpAnswer): CiUnreachableError | null {
  const isPlain = asked.url.startsWith('http://') && (answer.status === 400 || answer.status === 426);
  if (!isPlain || !TLS_WANTED.test(`${answer.status} ${answer.body.subarray(0, 2_000).toString('latin1')}`))
    return null;
  return httpsMeantError(asked);
}

const GATEWAY_STATUSES: ReadonlySet<number> = new Set([401, 403, 407]);

/** Drone says no as JSON with a message. What says it otherwise stands before Drone: the token may be right. */
function gatewayError(asked: AskedRequest, answer: HttpAnswer, token: string): CiUnreachableError | null {
  const { status, headers } = answer;
  const text = answer.body.toString('utf8').trim();
  const challenge = headers['www-authenticate'];
  if (!GATEWAY_STATUSES.has(status)) return null;
  if (status !== 407 && challenge === undefined && !isWebPage(answer, text) && messageOf(text) !== null)
    return null;
  if (status === 407)
    return proxyRefusalError(asked, {
      ...{ status, said: null, proxy: null },
      logins: headers['proxy-authenticate'] || null,
    });
  const said = serverMessage(answer)?.replaceAll(token, '…') ?? null;
  const form = said === null ? (text === '' ? 'nothing more' : 'a web page') : `"${said}"`;
  const name = headers.via ?? headers.server;
  const who = name === undefined ? '' : ` that calls itself "${name.slice(0, QUOTED_CHARS)}"`;
  const wants = challenge === undefined ? '' : ', and wants a login of its own';
  const what =
    `a proxy or gateway${who} answered in place of Drone, ${status} with ${form}${wants}. This says nothing of the ` +
    "token: let requests to Drone's API pass there, give an address of Drone without it, or name the server in NO_PROXY";
  return new CiUnreachableError(asked, 'proxy', what);
}

function redirectError(asked: AskedRequest, answer: HttpAnswer, token: string): CiHttpError {
  const location = answer.headers.location?.replaceAll(token, '…') ?? '';
  const target = URL.canParse(location, asked.url) ? new URL(location, asked.url) : null;
  const where = target === null ? 'nowhere' : `${target.origin}${target.pathname}`;
  if (
    target?.protocol === 'https:' &&
    new URL(asked.url).protocol === 'http:' &&
    target.hostname === new URL(asked.url).hostname
  ) {
    const advice = `it wants https: use ${target.origin} as the address of the server`;
    return new CiHttpError(asked, answer.status, null, advice);
  }
  const samePath = target !== null && target.pathname === new URL(asked.url).pathname;
  const advice = samePath
    ? `it points to ${where}; redirects are not followed, so use ${target.origin} as the address of the server`
    : `it points to ${where}; redirects are not followed: use Drone's own address, without a login page before it`;
  return new CiHttpError(asked, answer.status, null, advice);
}

/** Drone's own `{"message": …}`, or plain text; null for a web page or nothing. */
function serverMessage(answer: HttpAnswer): string | null {
  const text = answer.body.toString('utf8').trim();
  if (text === '' || isWebPage(answer, text)) return null;
  return (messageOf(text) ?? text).slice(0, QUOTED_CHARS);
}

function messageOf(text: string): string | null {
  try {
    const json: unknown = JSON.parse(text);
    const hasMessage = typeof json === 'object' && json !== null && 'message' in json;
    return hasMessage && typeof json.message === 'string' ? json.message : null;
  } catch {
    return null; // Not JSON: chi and proxies answer in plain text, which is then quoted as it is.
  }
}

function adviceOn(status: number): string {
  if (status === 404) return 'there is no such thing here, or this Drone is too old to have it';
  if (status === 429) return 'too many requests; lower the number of requests at a time';
  if (status === 501) return 'this edition of Drone does not have it';
  if (status >= 500) return 'the server, or the proxy before it, has failed; its log says why';
  return 'the request was refused; check the address, and http or https in it';
}

/** Drone does not reject a bad token, it treats its owner as a guest, and guests may not ask this. */
function tokenError(asked: AskedRequest, said: string | null): CiTokenError {
  const advice =
    'Drone does not know this token and treats it as a guest; ' +
    'take the token from the account page of Drone, or let an admin create a machine user';
  return new CiTokenError(asked, 401, said, advice);
}

function forbiddenError(asked: AskedRequest, said: string | null): CiForbiddenError {
  const advice =
    "the token's user may not read this; " +
    'use the token of an admin machine user, and check that the account is active';
  return new CiForbiddenError(asked, 403, said, advice);
}

/** 404 of a repository. */
export function notReadableError(asked: AskedRequest, slug: string, said: string | null): CiNotReadableError {
  const advice =
    `${slug} cannot be read now. Drone could not confirm the ` +
    "user's rights at the source host (it is down, or the user's login there has expired: log in to " +
    'Drone once more), the user has no access, or the repository was renamed or removed. An admin ' +
    'machine user needs no such confirmation';
  return new CiNotReadableError(asked, 404, said, advice);
}
