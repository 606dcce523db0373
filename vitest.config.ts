import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
const exclude = ['**/node_modules/**', '.next/**'];
const beside = '{app,components,lib,prisma}/**';
/** About the source itself: takes no database and no browser. */
const aboutSource = ['tests/dependencies.test.ts', 'tests/imports.test.ts', 'tests/list-pages.test.ts'];

/** A long run of the fuzzing, or of many random worlds, takes its time. */
const moreSeconds = Number(process.env.FUZZ_INPUTS ?? 0) / 50 + 30 * Number(process.env.WORLD_SEEDS ?? 0);

/** No test waits longer than its time-out; this ends files whose event loop never gets a turn. */
const deadline = (seconds: number) => ({
  setupFiles: [fileURLToPath(new URL('tests/around-file.ts', import.meta.url))],
  env: { FILE_DEADLINE_SECONDS: String(seconds + moreSeconds) },
});

/** What takes longest, whatever its file weighs. */
const LONGEST = 'insights pages clean-folder database-lost import odd-servers start-up dev'.split(' ');
const PROJECTS = ['system', 'db', 'pure'];

/** Nothing long is left to the end, when cores have nothing else to do; what is short fills them up. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ project, moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex(name => moduleId.endsWith(`/tests/${name}.test.ts`));
  return PROJECTS.indexOf(project.name) + (place < 0 ? 0 : place / LONGEST.length - 1);
}

export default defineConfig({
  resolve: { alias },
  test: {
    // Three files keep two cores busy: each waits for its database, its pages or its browser for a part of the time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'pure',
          ...deadline(120),
          // Packages are read once, not once for each file: tests/around-file.ts cleans up in between.
          isolate: false,
          // Nothing takes so long: it is the busiest machine on which tests are to pass.
          testTimeout: 120_000,
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
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'system',
          ...deadline(900),
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: [...exclude, ...aboutSource],
          globalSetup: ['lib/db/test-server.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
          // Pages look for what is new by themselves, and busy cores are slow to show it.
          expect: { poll: { timeout: 120_000 } },
        },
      },
    ],
  },
});
