import { afterAll, beforeEach, expect, vi } from 'vitest';
import { endDeadline, nameTest, startDeadline } from './deadline';

/**
 * Set-up of every file of tests: it computes for FILE_DEADLINE_SECONDS at most, or its process is killed; and it leaves its
 * process as it found it, since the next file may run in the same: variables, stubs, and what we keep for a whole process.
 */
const environment = { ...process.env };
startDeadline(expect.getState().testPath ?? 'a file', deadlineSeconds(environment.FILE_DEADLINE_SECONDS));

beforeEach(({ task }) => nameTest(task.name));

afterAll(() => {
  endDeadline();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  // The pool, the weeks in memory and their like: see `shared` in lib/db/shared-pool.ts.
  const kept = Object.keys(globalThis).filter(name => name.startsWith('buildhours'));
  for (const name of kept) Reflect.deleteProperty(globalThis, name);
});

function deadlineSeconds(given: string | undefined): number {
  const seconds = Number(given);
  if (!(seconds > 0)) throw new Error(`FILE_DEADLINE_SECONDS is ${given}: vitest.config.ts sets it`);
  return seconds;
}
