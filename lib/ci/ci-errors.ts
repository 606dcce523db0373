/** What was asked; the address never holds the token. */
export interface AskedRequest {
  method: string;
  url: string;
}

/** Anything that a CI server or the way to it did wrong; the message says what was asked, what came and what to do. */
export abstract class CiError extends Error {
  readonly method: string;
  readonly url: string;

  constructor({ method, url }: AskedRequest, what: string, options?: ErrorOptions) {
    super(printable(`${method} ${url} ${what}`), options);
    this.name = new.target.name;
    this.method = method;
    this.url = url;
  }
}

const LONGEST_MESSAGE_CHARS = 2000;

/** What came may be anything: no control character of it reaches a terminal or a page. */
function printable(text: string): string {
  return text
    .slice(0, LONGEST_MESSAGE_CHARS)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ');
}

/** The options cannot be right: nothing was asked. */
export class CiOptionsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A status that is no success, and what to do about it. */
abstract class StatusError extends CiError {
  constructor(
    asked: AskedRequest,
    readonly status: number,
    readonly serverMessage: string | null,
    advice: string,
  ) {
    const said = serverMessage === null ? String(status) : `${status} "${serverMessage}"`;
    super(asked, `answered ${said}: ${advice}`);
  }
}

/** A status that has no class of its own below. */
export class CiHttpError extends StatusError {}

/** The token is nobody's: that concerns the whole server. */
export class CiTokenError extends StatusError {}

/** The token is good, its user may not: that concerns the whole repository. */
export class CiForbiddenError extends StatusError {}

/** A repository that cannot be read now. It does not mean gone: what is stored of the repository must stay. */
export class CiNotReadableError extends StatusError {}

/** An answer that cannot be used: a web page, no JSON, JSON of another shape, or too much of it. */
export class CiAnswerError extends CiError {
  constructor(
    asked: AskedRequest,
    readonly status: number,
    what: string,
    options?: ErrorOptions,
  ) {
    super(asked, `answered ${status} with ${what}`, options);
  }
}

/** It ended before its end, or was garbled on the way: asked again, or for less, it may come whole. */
export class CiBrokenAnswerError extends CiAnswerError {}

/** More came than is read. */
export class CiTooLargeError extends CiAnswerError {}

/** Another kind of server answers here, or one that is too old: named, with what to do. */
export class CiOtherServerError extends CiError {}

/** The name of a repository belongs to another one now: the one that was asked for was deleted, or has another name. */
export class CiReplacedError extends CiError {}

/** `scheme`: http is spoken where https is meant, or the other way round; `proxy`: what stands in the way says no. */
export type UnreachableReason =
  | 'dns'
  | 'refused'
  | 'timeout'
  | 'dropped'
  | 'tls'
  | 'scheme'
  | 'proxy'
  | 'network';

/** No complete answer of the server itself came. */
export class CiUnreachableError extends CiError {
  constructor(
    asked: AskedRequest,
    readonly reason: UnreachableReason,
    what: string,
    options?: ErrorOptions,
  ) {
    super(asked, `got no answer: ${what}`, options);
  }
}

/** A message of a webhook that is not taken: not signed by who knows the secret, of another time, or no such message. */
export class CiHookError extends Error {
  constructor(
    readonly reason: 'unsigned' | 'unreadable',
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}
