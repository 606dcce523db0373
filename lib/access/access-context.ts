import type pg from 'pg';
import { sharedPool } from '@/lib/db/shared-pool';
import { type Env, parseEnv } from '@/lib/env';

/** What deciding needs of the world: the database, what was set from outside, and the time. */
export interface AccessContext {
  pool: pg.Pool;
  env: Env;
  now: Date;
}

const shared = globalThis as typeof globalThis & { buildhoursAccessEnv?: Env };

/** What was set from outside; it stays as it was when the process began. */
export function accessEnv(): Env {
  shared.buildhoursAccessEnv ??= parseEnv(process.env);
  return shared.buildhoursAccessEnv;
}

/** That of the web server. */
export function accessContext(): AccessContext {
  return { pool: sharedPool(), env: accessEnv(), now: new Date() };
}

/** Whether nobody is asked who they are. */
export function isOpen({ access }: Env): boolean {
  return access.mode === 'local' || access.mode === 'open';
}

/** Whether people reach us by https, so that cookies are sent by nothing else. */
export function isBehindTls({ publicUrl }: Env): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}
