import {
  type AskedRequest,
  CiAnswerError,
  type CiError,
  CiForbiddenError,
  CiHttpError,
  CiNotReadableError,
  CiTokenError,
  CiUnreachableError,
  type UnreachableReason,
} from '@/lib/ci/ci-errors';
import type { HttpAnswer } from './http-connection';

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
    return { error: new CiAnswerError(asked, answer.status, what, { cause }), mayPass: true };
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

function redirectError(asked: AskedRequest, answer: HttpAnswer, token: string): CiHttpError {
  const location = answer.headers.location?.replaceAll(token, '…') ?? '';
  const target = URL.canParse(location, asked.url) ? new URL(location, asked.url) : null;
  const where = target === null ? 'nowhere' : `${target.origin}${target.pathname}`;
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

const REASONS: Record<string, UnreachableReason> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'dropped',
  EPIPE: 'dropped',
  EPROTO: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
};

const ADVICE: Record<UnreachableReason, string> = {
  dns: 'the name of the server is not known here; check the address',
  refused: 'nothing listens there; check host and port, and that Drone is running',
  timeout: 'the server, or something on the way to it, is too slow or silent',
  dropped: 'the connection was dropped; look at the server or the proxy in front of it',
  tls: 'no safe connection could be made; check http or https in the address, and name a company certificate authority by NODE_EXTRA_CA_CERTS',
  network: 'check the address and the network',
};

/** Says in words why no answer came, from a network error of Node. */
export function unreachableError(
  asked: AskedRequest,
  error: { code?: unknown; message: string },
): CiUnreachableError {
  const reason = REASONS[String(error.code)] ?? 'network';
  return new CiUnreachableError(asked, reason, `${ADVICE[reason]} (${error.message})`, { cause: error });
}
