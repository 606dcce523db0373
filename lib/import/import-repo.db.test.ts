import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CiAnswerError, CiForbiddenError, CiUnreachableError } from '@/lib/ci/ci-errors';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuild, FakeDrone, leaseFake } from '@/tests/world/fake-drone';
import { type ImportContext, importRepo, type TurnReport } from './import-repo';
import { applyLogPolicy } from './log-policy';
import { releaseLease, takeLease } from './repo-lease';

let db: TestDatabase;
let drone: FakeDrone;
let context: ImportContext;
const rows = async (text: string) => (await db.pool.query(text)).rows;
const numbers = async () => (await rows('select number from build order by 1')).map(row => row.number);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('truncate server, stage, step, build_todo restart identity cascade');
  drone = new FakeDrone();
  context = {
    pool: db.pool,
    client: drone,
    timeZone: 'UTC',
    logPolicy: { minStepSeconds: null, maxAgeDays: null },
    now: () => new Date('2026-04-01T00:00:00Z'),
    signal: new AbortController().signal,
  };
});

/** Takes turns until nothing is left to do at once. */
async function importAll(): Promise<TurnReport[]> {
  const reports: TurnReport[] = [];
  let lease = await leaseFake(db.pool, drone);
  for (;;) {
    const report = await importRepo(context, lease);
    reports.push(report);
    await releaseLease(db.pool, lease, { again: report.more ? 'now' : 'when due' });
    const next = await takeLease(db.pool, lease.serverId, 'me');
    if (next === null) return reports;
    lease = next;
  }
}

/** As when the pauses are over. */
async function lookAgain(): Promise<void> {
  await db.pool.query(
    'update build_todo set due_at = now(); update repo_import set relist_at = now() where relist_at is not null; update repo_import set due_at = now() where relist_at is not null or exists (select 1 from build_todo)',
  );
  const { rows: servers } = await db.pool.query<{ id: number }>('select id from server');
  for (;;) {
    const lease = await takeLease(db.pool, servers[0]?.id ?? 0, 'me');
    if (lease === null) return;
    const report = await importRepo(context, lease);
    await releaseLease(db.pool, lease, { again: report.more ? 'now' : 'when due' });
  }
}

describe('importRepo', () => {
  test('imports the whole history, newest first', async () => {
    drone.add(...upTo(250).map(n => aBuild(n)));
    await importAll();
    expect(await numbers()).toEqual(upTo(250));
    const fetched = drone.requests.filter(r => r.startsWith('build')).map(r => Number(r.slice(6)));
    expect(fetched).toEqual(upTo(250).reverse());
    expect(await rows('select history_done, builds_stored from repo_import')).toEqual([
      { history_done: true, builds_stored: 250 },
    ]);
  });

  test('builds that arrive while pages are read shift them: nothing is lost or doubled', async () => {
    drone.add(...upTo(230).map(n => aBuild(n)));
    drone.before = request => {
      if (request.startsWith('list'))
        drone.add(...[1, 2, 3].map(() => aBuild(drone.counter + 1)).slice(0, 1));
      if (request === 'list 2') drone.add(...upTo(120).map(n => aBuild(drone.counter + n)));
    };
    await importAll();
    drone.before = () => undefined;
    await importAll();
    expect(await numbers()).toEqual(upTo(drone.counter));
  });

  test.each([30, 99, 150, 250])(
    'when %s builds are deleted while pages are read, those that slip onto a page that was read are found',
    async count => {
      drone.add(...upTo(600).map(n => aBuild(n)));
      drone.before = request => {
        if (request === 'list 3') for (let n = 590; n > 590 - count; n -= 1) drone.builds.delete(n);
      };
      await importAll();
      expect((await numbers()).filter(n => n <= 340)).toEqual(upTo(340));
    },
  );

  test('a number that is counted but not listed yet is looked for again', async () => {
    drone.add(...upTo(3).map(n => aBuild(n)));
    drone.counter = 4;
    await importAll();
    expect(await numbers()).toEqual([1, 2, 3]);
    drone.add(aBuild(4));
    await lookAgain();
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    drone.requests.length = 0;
    await lookAgain();
    expect(drone.requests).toEqual([]);
  });

  test('a build that was on its way while a newer one was listed first is found as well', async () => {
    drone.add(...upTo(3).map(n => aBuild(n)), aBuild(5));
    await importAll();
    expect(await numbers()).toEqual([1, 2, 3, 5]);
    drone.add(aBuild(4));
    await lookAgain();
    expect(await numbers()).toEqual(upTo(5));
    drone.requests.length = 0;
    await lookAgain();
    expect(drone.requests).toEqual([]);
  });

  test.each([
    ['counted', 6],
    ['not counted yet', 3],
  ])('or while newer ones were listed later, be they %s', async (_, counter) => {
    drone.add(...upTo(3).map(n => aBuild(n)));
    await importAll();
    drone.add(aBuild(4), aBuild(6));
    drone.counter = Math.max(counter, 4);
    await importAll();
    expect(await numbers()).toEqual([1, 2, 3, 4, 6]);
    drone.add(aBuild(5));
    drone.counter = 6;
    await importAll();
    await lookAgain();
    expect(await numbers()).toEqual(upTo(6));
  });

  test('a number that never comes is looked for a few times, and then no more', async () => {
    drone.add(...upTo(40).map(n => aBuild(n)));
    drone.builds.delete(38);
    await importAll();
    for (let look = 0; look < 6; look += 1) await lookAgain();
    expect(drone.requests.filter(request => request.startsWith('list')).length).toBeLessThan(8);
    expect(await rows('select newest_listed, counter_listed, relist_at from repo_import')).toEqual([
      { newest_listed: 40, counter_listed: 40, relist_at: null },
    ]);
    drone.requests.length = 0;
    await lookAgain();
    expect(drone.requests).toEqual([]);
  });

  test.each([3_000, 2_000_000, 20_261_127_001])(
    'a counter that was set to %s costs a few looks at the list, and is no work to do',
    async counter => {
      drone.add(...upTo(3).map(n => aBuild(n)));
      drone.counter = counter;
      await importAll();
      for (let look = 0; look < 10; look += 1) await lookAgain();
      expect(await numbers()).toEqual([1, 2, 3]);
      expect(drone.requests.length).toBeLessThan(12);
      expect(await rows('select 1 from build_todo')).toEqual([]);
      drone.requests.length = 0;
      for (const n of [1, 2]) drone.add({ ...aBuild(3 + n), number: counter + n });
      await importAll();
      expect(await numbers()).toEqual([1, 2, 3, counter + 1, counter + 2]);
      expect(drone.requests.length).toBeLessThan(8);
    },
  );

  test('a gap of millions within the history costs no more', async () => {
    drone.add(...upTo(150).map(n => aBuild(n)), ...upTo(250).map(n => aBuild(2_000_000 + n)));
    await importAll();
    for (let look = 0; look < 10; look += 1) await lookAgain();
    expect(await numbers()).toHaveLength(400);
    expect(drone.requests.filter(request => request.startsWith('list')).length).toBeLessThan(12);
    expect(drone.requests.filter(request => request.startsWith('build'))).toHaveLength(400);
  });

  test('a counter that was set back down is followed from there', async () => {
    drone.add(...upTo(3).map(n => aBuild(n)));
    drone.counter = 5_000;
    await importAll();
    for (let look = 0; look < 10; look += 1) await lookAgain();
    drone.counter = 3;
    await importAll();
    drone.add(aBuild(4));
    await importAll();
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    expect(await rows('select epoch from repo')).toEqual([{ epoch: 1 }]);
  });

  test('an entry of the list that cannot be read costs itself alone, and is named', async () => {
    drone.add(...upTo(20).map(n => aBuild(n)));
    drone.builds.delete(7);
    const odd = { number: 7, name: '#7', reason: 'a build without a time of creation' };
    drone.oddOn = page =>
      page === 1 ? [odd, { number: null, name: 'entry 3', reason: 'no\u0000 number' }] : [];
    drone.before = request => {
      if (request === 'build 7')
        throw new CiAnswerError({ method: 'GET', url: '/7' }, 200, 'bad\u0000 times');
    };
    await importAll();
    expect(await numbers()).toEqual(upTo(20).filter(n => n !== 7));
    expect(await rows('select number, attempts, last_error from build_todo')).toEqual([
      { number: 7, attempts: 1, last_error: 'GET /7 answered 200 with bad times' },
    ]);
    expect(await rows('select list_error from repo_import')).toEqual([
      { list_error: 'entry 3 of its list of builds: no\uFFFD number' },
    ]);
  });

  test('whatever class an error has, it costs one build and is written down', async () => {
    drone.add(...upTo(10).map(n => aBuild(n)));
    const errors = [
      new TypeError('x is \u0000 undefined'),
      new RangeError('\ud800'),
      new Error('z'.repeat(5000)),
    ];
    drone.before = request => {
      const error = errors[Number(request.slice(6)) - 1];
      if (request.startsWith('build') && error !== undefined) throw error;
    };
    await importAll();
    expect(await numbers()).toEqual(upTo(10).slice(3));
    expect(await rows('select number, left(last_error, 16) as error from build_todo order by 1')).toEqual([
      { number: 1, error: 'x is \uFFFD undefined' },
      { number: 2, error: '\uFFFD' },
      { number: 3, error: 'z'.repeat(16) },
    ]);
  });

  test('an unfinished build is looked at again though a newer one is stored', async () => {
    drone.add(aBuild(1, { status: 'running', finishedAt: null, version: 2 }), aBuild(2));
    await importAll();
    expect(await rows('select status from build order by number')).toEqual([
      { status: 'running' },
      { status: 'success' },
    ]);
    drone.add(aBuild(1));
    await db.pool.query('update build_todo set due_at = now()');
    await importAll();
    expect(await rows('select status from build order by number')).toEqual([
      { status: 'success' },
      { status: 'success' },
    ]);
  });

  test('new builds are found by the counter alone', async () => {
    drone.add(...upTo(5).map(n => aBuild(n)));
    await importAll();
    drone.requests.length = 0;
    drone.add(aBuild(6), aBuild(7));
    await importAll();
    expect(drone.requests).toEqual(['list 1', 'build 7', 'build 6']);
    expect(await numbers()).toEqual(upTo(7));
  });

  test('one bad build stops neither the others nor the history, and is tried again', async () => {
    drone.add(...upTo(150).map(n => aBuild(n)));
    drone.before = request => {
      if (request === 'build 140') throw new CiAnswerError({ method: 'GET', url: '/x' }, 200, 'no JSON');
    };
    const reports = await importAll();
    expect(reports.reduce((sum, report) => sum + report.failed, 0)).toBe(1);
    expect(await numbers()).toEqual(upTo(150).filter(n => n !== 140));
    drone.before = () => undefined;
    await db.pool.query('update build_todo set due_at = now()');
    await importAll();
    expect(await numbers()).toEqual(upTo(150));
  });

  test('an outage of the server is no fault of the builds that were asked for', async () => {
    drone.add(...upTo(10).map(n => aBuild(n)));
    let lease = await leaseFake(db.pool, drone);
    await importRepo(context, lease);
    await releaseLease(db.pool, lease, { again: 'now' });
    lease = await leaseFake(db.pool, drone);
    drone.requests.length = 0;
    const dropped = new CiUnreachableError({ method: 'GET', url: '/x' }, 'dropped', 'no connection');
    drone.before = () => {
      throw dropped;
    };
    await expect(importRepo(context, lease)).rejects.toBe(dropped);
    expect(drone.requests).toEqual([
      ...upTo(10)
        .reverse()
        .map(n => `build ${n}`),
      'repo',
    ]);
    expect(
      await rows('select distinct attempts, last_error, due_at <= now() as due from build_todo'),
    ).toEqual([{ attempts: 0, last_error: null, due: true }]);
  });

  test.each([
    ['one of several', 10],
    ['the only one', 1],
  ])('a connection that drops at one build only, %s, is a matter of that build', async (_, count) => {
    drone.add(...upTo(count).map(n => aBuild(n)));
    const dropped = new CiUnreachableError({ method: 'GET', url: '/x' }, 'dropped', 'no connection');
    drone.before = request => {
      if (request === 'build 1') throw dropped;
    };
    await importAll();
    expect(await numbers()).toEqual(upTo(count).slice(1));
    expect(await rows('select number, attempts, due_at <= now() as due from build_todo')).toEqual([
      { number: 1, attempts: 1, due: false },
    ]);
  });

  test('what was fetched is stored though the next cannot be', async () => {
    drone.add(...upTo(100).map(n => aBuild(n)));
    const lease = await leaseFake(db.pool, drone);
    await importRepo(context, lease);
    drone.before = request => {
      if (request === 'build 40')
        throw new CiForbiddenError({ method: 'GET', url: '/x' }, 403, null, 'ask an admin');
    };
    await expect(importRepo(context, lease)).rejects.toThrow(CiForbiddenError);
    expect(await numbers()).toEqual(upTo(100).filter(n => n > 50));
  });

  test('from a slow server, builds are stored before there are many, and the turn ends before all are there', async () => {
    drone.add(...upTo(400).map(n => aBuild(n)));
    let lease = await leaseFake(db.pool, drone);
    await importRepo(context, lease);
    await releaseLease(db.pool, lease, { again: 'now' });
    lease = await leaseFake(db.pool, drone);
    let ms = 0;
    let storedMeanwhile: Promise<number[]> | null = null;
    drone.before = request => {
      ms += 60;
      if (request === 'build 350') storedMeanwhile = numbers();
    };
    // How long it takes is no matter of a clock that somebody may set.
    const startMs = performance.now();
    const passed = vi.spyOn(performance, 'now').mockImplementation(() => startMs + ms);
    try {
      expect(await importRepo(context, lease)).toMatchObject({ stored: 100, more: true });
    } finally {
      passed.mockRestore();
    }
    expect(await storedMeanwhile).toEqual(expect.arrayContaining(upTo(400).filter(n => n > 375)));
  });

  test('a build that Postgres refuses is left out alone', async () => {
    drone.add(...upTo(10).map(n => aBuild(n)), aBuild(11, { parent: 2 ** 64 }));
    const reports = await importAll();
    expect(reports.flatMap(report => report.errors).join()).toContain('acme/api #11');
    expect(await numbers()).toEqual(upTo(10));
  });

  test.each(['57014', '53200', '53400'])(
    'a build whose own statement fails with %s is left out alone',
    async code => {
      drone.add(...upTo(5).map(n => aBuild(n)));
      await rows(`create function refuse_build() returns trigger language plpgsql as $$ begin
        raise exception 'of build %', new.number using errcode = '${code}'; end $$;
      create trigger refuse before insert on build for each row when (new.number = 3) execute function refuse_build()`);
      const reports = await importAll();
      expect(reports.flatMap(report => report.errors)).toEqual(['acme/api #3: of build 3']);
      expect(await numbers()).toEqual([1, 2, 4, 5]);
      await rows('drop function refuse_build cascade; update build_todo set due_at = now()');
      await importAll();
      expect(await numbers()).toEqual(upTo(5));
    },
  );

  test('a build that has a stage twice is left out alone', async () => {
    const twice = aBuild(2);
    drone.add(aBuild(1), { ...twice, stages: twice.stages.flatMap(stage => [stage, stage]) }, aBuild(3));
    const reports = await importAll();
    expect(reports.flatMap(report => report.errors).join()).toContain('acme/api #2');
    expect(await numbers()).toEqual([1, 3]);
  });

  test('a purged history: what is stored stays, and nothing is asked for that the list does not have', async () => {
    drone.add(...upTo(20).map(n => aBuild(n)));
    for (const gone of [3, 4, 5, 12]) drone.builds.delete(gone);
    await importAll();
    expect(await numbers()).toEqual(upTo(20).filter(n => ![3, 4, 5, 12].includes(n)));
    expect(await rows('select * from build_todo')).toEqual([]);
    expect(drone.requests.filter(r => r === 'build 12')).toEqual([]);
  });

  test('a server restored from a backup opens a new epoch and keeps the old history', async () => {
    drone.add(...upTo(10).map(n => aBuild(n)));
    await importAll();
    for (const lost of [8, 9, 10]) drone.builds.delete(lost);
    const later = { createdAt: new Date('2026-04-01T00:00:00Z') };
    drone.add(
      aBuild(8, { ...later, externalId: 9008 }),
      ...[9, 10, 11].map(n => aBuild(n, { ...later, externalId: 9000 + n })),
    );
    await importAll();
    expect(
      await rows(`select r.epoch, r.first_number, r.is_current, count(*)::int as builds, min(b.number) as lowest
        from repo r join build b on b.repo_id = r.id group by r.id order by r.epoch`),
    ).toEqual([
      { epoch: 1, first_number: 1, is_current: false, builds: 10, lowest: 1 },
      { epoch: 2, first_number: 8, is_current: true, builds: 4, lowest: 8 },
    ]);
  });

  test('a server restored while its history comes in: the old epoch fetches none of the new builds, nor their logs', async () => {
    drone.add(...upTo(10).map(n => aBuild(n)));
    await importAll();
    await rows('update repo_import set history_done = false');
    for (const table of ['step', 'stage', 'build']) {
      await rows(`delete from ${table} where ${table === 'build' ? 'number' : 'build_number'} = 9`);
    }
    for (const lost of [8, 9, 10]) drone.builds.delete(lost);
    const later = { createdAt: new Date('2026-04-01T00:00:00Z') };
    drone.add(...[8, 9, 10, 11].map(n => aBuild(n, { ...later, externalId: 9000 + n })));
    await importAll();
    const [old] = await rows('select id from repo where epoch = 1');
    await importAll();
    expect(await rows(`select number from build where repo_id = ${old.id} order by 1 desc limit 3`)).toEqual(
      [10, 8, 7].map(number => ({ number })),
    );
    expect(await rows(`select 1 from log_todo where repo_id = ${old.id} and build_number >= 8`)).toEqual([]);
    const server = await rows('select server_id as id from repo limit 1');
    await applyLogPolicy(db.pool, server[0].id, { minStepSeconds: 0, maxAgeDays: null });
    await applyLogPolicy(db.pool, server[0].id, { minStepSeconds: 1, maxAgeDays: null });
    const listed = await rows(`select max(build_number) as newest from log_todo where repo_id = ${old.id}`);
    expect(listed).toEqual([{ newest: 7 }]);
  });

  test.each<[string, (number: number) => number]>([
    ['of its own ids', number => 9000 + number],
    ['of the same ids', number => 5000 + number],
  ])(
    'a server restored between two looks at a build, with builds %s: it stays as it was',
    async (_, idOf) => {
      drone.add(...upTo(9).map(n => aBuild(n)), aBuild(10, { status: 'running', finishedAt: null }));
      await importAll();
      const stored = () =>
        rows(`select to_jsonb(b) - 'is_final' as build, array(select to_jsonb(g) from stage g
          where g.repo_id = b.repo_id and g.build_number = b.number) as stages,
        array(select to_jsonb(s) from step s where s.repo_id = b.repo_id and s.build_number = b.number) as steps
        from build b join repo r on r.id = b.repo_id where r.epoch = 1 order by number`);
      const before = await stored();
      for (const lost of [8, 9, 10]) drone.builds.delete(lost);
      const createdAt = new Date('2026-03-31T00:00:00Z');
      const later = (number: number) => ({
        ...aBuild(number, { externalId: idOf(number), createdAt }),
        version: 9,
      });
      drone.add(...[8, 9, 10].map(later));
      await lookAgain();
      await lookAgain();
      expect(await stored()).toEqual(before);
      expect(
        await rows(`select r.epoch, r.first_number, count(*)::int as builds from repo r join build b on b.repo_id = r.id
        where r.is_current group by r.id`),
      ).toEqual([{ epoch: 2, first_number: 8, builds: 3 }]);
    },
  );

  test('a number that was listed, and is another build when it is read: each build is stored once', async () => {
    drone.add(...upTo(8).map(n => aBuild(n)));
    await importAll();
    drone.add(aBuild(9));
    drone.before = request => {
      if (request !== 'build 9') return;
      const createdAt = new Date('2026-03-31T00:00:00Z');
      drone.add(...[8, 9].map(number => aBuild(number, { externalId: 9000 + number, createdAt })));
    };
    await importAll();
    await lookAgain();
    expect(
      await rows(
        'select r.epoch, b.number, b.drone_id as id from build b join repo r on r.id = b.repo_id where b.number > 7 order by 1, 2',
      ),
    ).toEqual([
      { epoch: 1, number: 8, id: 5008 },
      { epoch: 2, number: 8, id: 9008 },
      { epoch: 2, number: 9, id: 9009 },
    ]);
    expect(await rows('select 1 from build_todo')).toEqual([]);
  });

  test('a number that was listed and never read goes to the build that has it now', async () => {
    const failing = new CiAnswerError({ method: 'GET', url: 'http://fake' }, 200, 'garbled');
    drone.add(...upTo(3).map(n => aBuild(n)));
    drone.before = request => {
      if (request === 'build 3') throw failing;
    };
    await importAll();
    drone.before = () => undefined;
    const createdAt = new Date('2026-03-31T00:00:00Z');
    drone.add(aBuild(3, { externalId: 9003, createdAt }));
    await lookAgain();
    await lookAgain();
    expect(await rows('select drone_id as id from build where number = 3')).toEqual([{ id: 9003 }]);
    expect(await rows('select 1 from build_todo')).toEqual([]);
  });

  test('a counter that went back opens a new epoch though no number is reused yet', async () => {
    drone.add(...upTo(10).map(n => aBuild(n)));
    await importAll();
    for (const lost of [9, 10]) drone.builds.delete(lost);
    drone.counter = 8;
    await importAll();
    expect(await rows('select epoch, first_number from repo order by 1')).toEqual([
      { epoch: 1, first_number: 1 },
      { epoch: 2, first_number: 9 },
    ]);
  });

  test('a repository without builds is done without asking, and followed once it has some', async () => {
    await expect(leaseFake(db.pool, drone)).rejects.toThrow('no repository was due');
    expect(await rows('select history_done from repo_import')).toEqual([{ history_done: true }]);
    expect(drone.requests).toEqual([]);
    drone.add(...upTo(3).map(n => aBuild(n)));
    await importAll();
    expect(await numbers()).toEqual([1, 2, 3]);
  });
});
