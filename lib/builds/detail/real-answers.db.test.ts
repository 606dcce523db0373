import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decodeBuild } from '@/lib/ci/drone/decode-build';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aRepo, packAll, readFrame, storeFacts } from '@/tests/world/packed-weeks';
import { testContext } from '@/tests/world/stored-builds';
import { readBuild } from './read-build';

const FOLDER = new URL('../../../../shared/fixtures/tried/real/', import.meta.url);
const SECOND_MS = 1000;

let db: TestDatabase;
let repoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, series, login, packed_week, dirty_week, runner_clock, dirty_runner_day
     restart identity cascade`,
  );
  repoId = await aRepo(db.pool, 'acme/real');
});

/** What the page says of a build after these answers of a server, in seconds since its creation. */
async function tell(...files: string[]) {
  let number = 0;
  let createdMs = 0;
  for (const file of files) {
    const build = decodeBuild(JSON.parse(readFileSync(new URL(`${file}.json`, FOLDER), 'utf8')));
    number = build.number;
    createdMs = build.createdAt.getTime();
    await storeFacts(db.pool, repoId, [build], 'UTC');
  }
  await packAll(db.pool, 'UTC');
  const later = new Date(createdMs + 600_000).toISOString();
  const build = await readBuild(testContext(db.pool, later), 'acme/real', number);
  if (build === null) throw new Error(`${files.join()} was not stored`);
  const { rows } = await db.pool.query<{ is_final: boolean; weeks: number }>(
    'select is_final, (select coalesce(sum(build_count), 0)::int from packed_week) as weeks from build',
  );
  const seconds = (ms: number | null) => (ms === null ? null : ms / SECOND_MS);
  const stages = build.stages.map(
    stage =>
      `${stage.name} ${stage.status} ${seconds(stage.startMs)}-${seconds(stage.stopMs)} queue ${seconds(stage.queueMs)}`,
  );
  return {
    status: build.status,
    waitS: seconds(build.waitMs),
    queueS: seconds(build.queueMs),
    path: build.path?.map(
      ({ fromMs, untilMs, isQueued, pipeline, step }) =>
        `${seconds(fromMs)}-${seconds(untilMs)} ${isQueued ? 'queue ' : ''}${[pipeline ?? 'nobody', step].filter(Boolean).join('/')}`,
    ),
    stages,
    steps: Object.fromEntries(
      build.stages.flatMap(stage =>
        stage.steps.map(step => [`${stage.name}/${step.name}`, seconds(step.runMs)]),
      ),
    ),
    isRerun: build.isRerun,
    isFinal: rows[0]?.is_final,
    isPacked: (rows[0]?.weeks ?? 0) > 0,
  };
}

/** What fixtures/tried/real/README.md says is right. */
const RIGHT: Array<[files: string[], right: Record<string, unknown>]> = [
  [
    ['clock-ahead-multi'],
    {
      status: 'success',
      waitS: 13,
      queueS: 0,
      path: ['0-6 build/compile', '6-10 test/unit', '10-13 deploy/deploy'],
      stages: [
        'build success 0-6 queue 0',
        'test success 6-10 queue 0',
        'lint success 6-8 queue 0',
        'deploy success 10-13 queue 0',
        'notify-failure skipped null-null queue null',
      ],
    },
  ],
  [
    ['clock-behind-multi'],
    {
      waitS: 14,
      queueS: 1,
      path: ['0-6 build/compile', '6-10 test/unit', '10-11 queue deploy', '11-14 deploy/deploy'],
    },
  ],
  [
    ['clock-ahead-app-cancelled'],
    { status: 'killed', stages: ['default killed 0-27 queue 0'], steps: { 'default/check': 18 } },
  ],
  [
    ['clock-behind-app-cancelled'],
    { status: 'killed', stages: ['default killed 0-27 queue 0'], steps: { 'default/check': 17 } },
  ],
  [['approved-1-declined-2-running'], { status: 'running', waitS: null, isFinal: false }],
  [
    ['approved-1-declined-2-running', 'approved-1-declined-2-end'],
    { status: 'declined', waitS: 29, isFinal: true, isPacked: false },
  ],
  [['auto-cancelled-running'], { status: 'killed', waitS: 12 }],
  [['seed-auto-cancelled-running'], { status: 'killed', waitS: 310, queueS: 10 }],
  [['auto-cancelled'], { status: 'killed', waitS: 8, queueS: 0, path: ['0-8 nobody'] }],
  [['cancel-running-0s'], { status: 'killed', stages: ['default killed 0-24 queue 0'] }],
  [['two-cancelled-one-pending'], { status: 'killed', path: ['0-13 one/work'] }],
  [['blocked'], { status: 'blocked', waitS: null, isFinal: false }],
  [['declined'], { status: 'declined', waitS: null, isFinal: true }],
  [['blocked-cancelled'], { status: 'killed', waitS: 2, queueS: 0 }],
  [['parallel-exec'], { path: ['0-10 parallel/lint'], steps: { 'parallel/lint': 10, 'parallel/unit': 9 } }],
  [['seed-declined-restart-billing-335'], { status: 'declined', isRerun: true }],
  [['concurrency-limit-multi-2'], { queueS: 16, waitS: 30 }],
  [['restart-app-5'], { status: 'failure', isRerun: true }],
  [['custom-app-6'], { status: 'success', waitS: 10 }],
  [['tag-app-11'], { status: 'success', waitS: 11 }],
  [['yaml-error'], { status: 'error', stages: [] }],
  [['runner-killed'], { status: 'running', isFinal: false, waitS: null }],
];

describe.skipIf(!existsSync(FOLDER))(
  'answers of a real server (skipped where the folder ../shared/fixtures/tried/real is absent)',
  () => {
    test.each(RIGHT)('%j', async (files, right) => {
      expect(await tell(...files)).toMatchObject(right);
    });

    test('one that was seen blocked and then cancelled has waited for nobody but who approves', async () => {
      const [blocked, cancelled] = ['blocked', 'blocked-cancelled'].map(file =>
        decodeBuild(JSON.parse(readFileSync(new URL(`${file}.json`, FOLDER), 'utf8'))),
      );
      if (blocked === undefined || cancelled === undefined) throw new Error('no answers to go by');
      const { number, createdAt, externalId } = cancelled;
      await storeFacts(db.pool, repoId, [{ ...blocked, number, createdAt, externalId }], 'UTC');
      await storeFacts(db.pool, repoId, [cancelled], 'UTC');
      await packAll(db.pool, 'UTC');
      const { rows } = await db.pool.query<{ week: string }>('select week::text as week from packed_week');
      const frame = await readFrame(db.pool, repoId, rows[0]?.week ?? '');
      expect([frame?.builds.waitS[0], frame?.builds.approvalS[0], frame?.builds.queueS[0]]).toEqual([
        0, 2, 0,
      ]);
    });
  },
);
