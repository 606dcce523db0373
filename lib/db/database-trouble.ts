import { z } from 'zod';

const AWAY = 'the database does not answer';
const SLOW = 'the database took too long to answer';

/** By codes of the system, of Postgres (the first two characters are its class) and of Prisma. */
const WORDS: Record<string, string> = {
  ECONNREFUSED: `${AWAY}: nothing listens at its address`,
  ECONNRESET: `${AWAY}: the connection broke`,
  EPIPE: `${AWAY}: the connection broke`,
  ETIMEDOUT: `${AWAY}: no connection could be made in time`,
  EHOSTUNREACH: `${AWAY}: its host cannot be reached`,
  ENETUNREACH: `${AWAY}: its host cannot be reached`,
  ENOTFOUND: `${AWAY}: the name of its host is not known here`,
  EAI_AGAIN: `${AWAY}: the name of its host is not known here`,
  '08': `${AWAY}: the connection broke`,
  '25006': 'the database can only be read: nothing can be stored',
  '28': 'the database does not let us in',
  '3D000': 'the database does not let us in: there is none of that name',
  '53': 'the database lacks memory or other resources',
  '53100': 'the disk of the database is full: nothing can be stored',
  '53300': 'the database takes no more connections',
  '57014': SLOW,
  '57P': `${AWAY}: it is stopping or starting`,
  '58': 'the database cannot use its files',
  P1001: `${AWAY}: it cannot be reached`,
  P1002: SLOW,
  P1008: SLOW,
  P1017: `${AWAY}: the connection broke`,
  P2024: 'the database takes no more connections',
  P2037: 'the database takes no more connections',
};

/** What `pg` says of an answer that did not come in time. */
export const READ_TIMEOUT = 'Query read timeout';

/** What `pg` and its pool say without a code. */
const MESSAGES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^Connection terminated|not queryable$/, `${AWAY}: the connection broke`],
  [
    /^timeout expired$|^timeout exceeded when trying to connect$/,
    `${AWAY}: no connection could be made in time`,
  ],
  [new RegExp(`^${READ_TIMEOUT}$`), SLOW],
];

/** Where the adapter of Prisma keeps what Postgres said. */
const ofPrisma = z.object({
  meta: z.object({
    driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }),
  }),
});
const withCode = z.object({ code: z.string() });

/**
 * What is wrong with the database as a whole, whatever was asked of it.
 *
 * @param error of `pg` or Prisma; one of anything else that has a code of the system is taken for theirs
 * @returns in words for people, without addresses and statements; null: the error is about what was asked
 */
export function databaseTrouble(error: unknown): string | null {
  if (error instanceof AggregateError) return firstTrouble(error.errors);
  if (!(error instanceof Error)) return null;
  const inner = ofPrisma.safeParse(error);
  const code = inner.success
    ? inner.data.meta.driverAdapterError.cause.originalCode
    : withCode.safeParse(error).data?.code;
  if (code !== undefined) {
    const words = WORDS[code] ?? WORDS[code.slice(0, 3)] ?? WORDS[code.slice(0, 2)];
    if (words !== undefined) return words;
  }
  return MESSAGES.find(([pattern]) => pattern.test(error.message))?.[1] ?? null;
}

function firstTrouble(errors: readonly unknown[]): string | null {
  return errors.map(databaseTrouble).find(words => words !== null) ?? null;
}

/** Too slow, too little memory, over a limit of what one may take. */
const MAY_BE_OF_STATEMENT = ['57014', '53200', '53400'];

/**
 * Whether the database as a whole is in trouble. What may be of one statement alone, which takes too long or too much
 * memory, is none of its: whoever has many items goes on with the others.
 */
export function isOfWholeDatabase(error: unknown): boolean {
  const code = withCode.safeParse(error).data?.code;
  return databaseTrouble(error) !== null && !(code !== undefined && MAY_BE_OF_STATEMENT.includes(code));
}

/** Whether a statement was given up by us: its connection still waits for the answer, and is of no use. */
export function isReadTimeout(error: unknown): error is Error {
  return error instanceof Error && error.message === READ_TIMEOUT;
}
