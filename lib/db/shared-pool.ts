import type pg from 'pg';
import { noteLostConnection } from './noted-trouble';
import { createPool } from './pool';

/** No page takes so long: what does is given up, so that it holds up nobody else. */
const STATEMENT_MS = 60_000;

const shared = globalThis as typeof globalThis & { buildhoursPool?: pg.Pool };

/** The web's one pool, made at the first question; kept over the reloads of development. */
export function sharedPool(): pg.Pool {
  const url = process.env.DATABASE_URL;
  if (url === undefined || url === '') {
    throw new Error(
      'DATABASE_URL is not set: start Buildhours by `npm start` or `npm run demo`, which set it',
    );
  }
  shared.buildhoursPool ??= createPool(url, { statementTimeoutMs: STATEMENT_MS, onLost: noteLostConnection });
  return shared.buildhoursPool;
}
