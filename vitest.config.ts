import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const exclude = ['**/node_modules/**', '.next/**'];
const beside = '{app,components,lib,prisma}/**';
/** About the source itself: takes no database and no browser. */
const aboutSource = ['tests/dependencies.test.ts', 'tests/imports.test.ts', 'tests/list-pages.test.ts'];

/** A long run of the fuzzing takes its time. */
const fuzzSeconds = Number(process.env.FUZZ_INPUTS ?? 0) / 50;

/** No test waits longer than its time-out; this ends files whose event loop never gets a turn, on busy cores too. */
const deadline = (seconds: number) => ({
  setupFiles: [fileURLToPath(new URL('tests/around-file.ts', import.meta.url))],
  env: { FILE_DEADLINE_SECONDS: String(seconds + fuzzSeconds) },
});

export default defineConfig({
  resolve: { alias },
  test: {
    // Two cores are kept busy by two files: each waits for its database, its pages or its browser most of the time.
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'pure',
          ...deadline(120),
          isolate: false,
          testTimeout: 30_000,
          include: [`${beside}/*.test.{ts,tsx}`, ...aboutSource],
          exclude: [...exclude, '**/*.db.test.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'db',
          ...deadline(300),
          isolate: false,
          include: [`${beside}/*.db.test.ts`],
          exclude,
          globalSetup: ['lib/db/test-server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'system',
          ...deadline(900),
          include: ['tests/**/*.test.ts'],
          exclude: [...exclude, ...aboutSource],
          globalSetup: ['lib/db/test-server.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Pages look for what is new by themselves, and busy cores are slow to show it.
          expect: { poll: { timeout: 30_000 } },
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
