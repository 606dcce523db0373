/** What was asked; the address never holds the token. */
export interface AskedRequest {
  method: string;
  url: string;
}

/** Anything that Drone or the way to it did wrong; the message says what was asked, what came and what to do. */
export abstract class DroneError extends Error {
  readonly method: string;
  readonly url: string;

  constructor({ method, url }: AskedRequest, what: string, options?: ErrorOptions) {
    super(`${method} ${url} ${what}`, options);
    this.name = new.target.name;
    this.method = method;
    this.url = url;
  }
}

/** The options cannot be right: nothing was asked. */
export class DroneOptionsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** A status that is no success and has no class of its own below. */
export class DroneHttpError extends DroneError {
  constructor(
    asked: AskedRequest,
    readonly status: number,
    readonly serverMessage: string | null,
    advice: string,
  ) {
    super(asked, `answered ${quoted(status, serverMessage)}: ${advice}`);
  }
}

/** 401: Drone does not reject a bad token, it treats its owner as a guest, and guests may not ask this. */
export class DroneTokenError extends DroneError {
  readonly status = 401;

  constructor(
    asked: AskedRequest,
    readonly serverMessage: string | null,
  ) {
    super(
      asked,
      `answered ${quoted(401, serverMessage)}: Drone does not know this token and treats it as a guest; ` +
        'take the token from the account page of Drone, or let an admin create a machine user',
    );
  }
}

/** 403: the token is good, its user may not. */
export class DroneForbiddenError extends DroneError {
  readonly status = 403;

  constructor(
    asked: AskedRequest,
    readonly serverMessage: string | null,
  ) {
    super(
      asked,
      `answered ${quoted(403, serverMessage)}: the token's user may not read this; ` +
        'use the token of an admin machine user, and check that the account is active',
    );
  }
}

/** 404 of a repository. It does not mean gone: what is stored of the repository must stay. */
export class DroneNotReadableError extends DroneError {
  readonly status = 404;

  constructor(
    asked: AskedRequest,
    readonly slug: string,
    readonly serverMessage: string | null,
  ) {
    super(
      asked,
      `answered ${quoted(404, serverMessage)}: ${slug} cannot be read now. Drone could not confirm the ` +
        "user's rights at the source host (it is down, or the user's login there has expired: log in to " +
        'Drone once more), the user has no access, or the repository was renamed or removed. An admin ' +
        'machine user needs no such confirmation',
    );
  }
}

/** An answer that cannot be used: a web page, no JSON, JSON of another shape, or too much of it. */
export class DroneAnswerError extends DroneError {
  constructor(
    asked: AskedRequest,
    readonly status: number,
    what: string,
    options?: ErrorOptions,
  ) {
    super(asked, `answered ${status} with ${what}`, options);
  }
}

export type UnreachableReason = 'dns' | 'refused' | 'timeout' | 'dropped' | 'tls' | 'network';

/** No complete answer came. */
export class DroneUnreachableError extends DroneError {
  constructor(
    asked: AskedRequest,
    readonly reason: UnreachableReason,
    what: string,
    options?: ErrorOptions,
  ) {
    super(asked, `got no answer: ${what}`, options);
  }
}

function quoted(status: number, serverMessage: string | null): string {
  return serverMessage === null ? String(status) : `${status} "${serverMessage}"`;
}
