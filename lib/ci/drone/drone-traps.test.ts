import { afterEach, describe, expect, test } from 'vitest';
import { CiNotReadableError, CiTokenError } from '@/lib/ci/ci-errors';
import type { CiClient } from '@/lib/ci/ci-server';
import { isFinalBuild } from '@/lib/facts/build-rules';
import { allRepos } from '@/tests/world/all-repos';
import {
  NO_ROW,
  NOT_FOUND,
  startTestServer,
  type TestAnswer,
  type TestServer,
} from '@/tests/world/drone-server';
import { sampleBuild, sampleRepo, sampleStage, sampleStep } from '@/tests/world/drone-wire';
import { createDroneClient } from './client';

const REPO = '/api/repos/acme/shop';
const SHOP = { externalId: 7, slug: 'acme/shop' };
const STEP = { repo: SHOP, build: 1, stage: 1, step: 2, externalId: 502 };

let server: TestServer | undefined;
let client: CiClient | undefined;

async function connect(...answer: Parameters<typeof startTestServer>): Promise<CiClient> {
  server = await startTestServer(...answer);
  client = createDroneClient({ server: server.url, token: 'secret', maxAttempts: 1 });
  return client;
}

/** A server that gives this build to whoever asks for one. */
function connectToBuild(build: Record<string, unknown>): Promise<CiClient> {
  return connect(() => ({ json: build }));
}

async function fetchOnly(build: Record<string, unknown>) {
  const drone = await connectToBuild(build);
  const fact = await drone.fetchBuild(SHOP, 1);
  if (fact === null) throw new Error('the test server has no build');
  return fact;
}

afterEach(async () => {
  client?.close();
  await server?.close();
  server = undefined;
  client = undefined;
});

/** Drone's list of builds: 25 where per_page is missing, below 1 or above 100. */
function listLikeDrone(address: URL, newest: number): TestAnswer {
  const wanted = Number(address.searchParams.get('per_page'));
  const perPage = wanted >= 1 && wanted <= 100 ? wanted : 25;
  const skipped = (Math.max(Number(address.searchParams.get('page')), 1) - 1) * perPage;
  const count = Math.max(Math.min(perPage, newest - skipped), 0);
  return {
    json: Array.from({ length: count }, (_, i) => sampleBuild({ number: newest - skipped - i })),
  };
}

test('trap 1: asks for 100 builds a page, which is not cut to 25, and gives short pages as they are', async () => {
  const drone = await connect(address => listLikeDrone(address, 130));
  expect((await drone.listBuilds(SHOP, 1)).entries).toHaveLength(100);
  expect((await drone.listBuilds(SHOP, 2)).entries).toHaveLength(30);
  await expect(drone.listBuilds(SHOP, 0)).rejects.toThrow(RangeError);
});

describe('trap 2: there is no header, cursor or order to go by', () => {
  test('walking to the first empty page misses nothing while new builds shift the pages', async () => {
    let newest = 250;
    const drone = await connect(address => {
      const answer = listLikeDrone(address, newest);
      newest += 7;
      return answer;
    });
    const seen = new Set<number>();
    for (let page = 1; ; page += 1) {
      const { entries: builds } = await drone.listBuilds(SHOP, page);
      if (builds.length === 0) break;
      for (const build of builds) seen.add(build.number);
    }
    expect([...seen].filter(number => number <= 250)).toHaveLength(250);
    expect(server?.asked).toHaveLength(4);
  });

  test('repositories are asked for in one big page and not doubled', async () => {
    const drone = await connect(address => {
      const isFirst = address.searchParams.get('page') === '1';
      expect(Number(address.searchParams.get('per_page'))).toBeGreaterThanOrEqual(10_000);
      return { json: isFirst ? [sampleRepo(), sampleRepo({ id: 8, slug: 'acme/web' }), sampleRepo()] : [] };
    });
    const ids = (await allRepos(drone)).entries.map(repo => repo.externalId);
    expect([...new Set(ids)]).toEqual([7, 8]);
    expect(server?.asked).toHaveLength(2);
  });

  test('repositories that somebody cut into pages are all found', async () => {
    const drone = await connect(address => {
      const page = Number(address.searchParams.get('page'));
      const first = (page - 1) * 25 + 1;
      const ids = page > 3 ? [] : Array.from({ length: page === 3 ? 10 : 25 }, (_, i) => first + i);
      return { json: ids.map(id => sampleRepo({ id, slug: `acme/repo-${id}` })) };
    });
    expect((await allRepos(drone)).entries).toHaveLength(60);
  });
});

test('trap 3: a listed build says nothing of its stages, not that it has none; the detail has them', async () => {
  const drone = await connect(address =>
    address.pathname.endsWith('/builds')
      ? { json: [sampleBuild()] }
      : { json: sampleBuild({ stages: [sampleStage({ steps: [sampleStep()] })] }) },
  );
  const [listed] = (await drone.listBuilds(SHOP, 1)).entries;
  expect(listed).toBeDefined();
  expect(listed).not.toHaveProperty('stages');
  const build = await drone.fetchBuild(SHOP, 1);
  expect(build?.stages[0]?.steps[0]?.name).toBe('clone');
});

test('trap 4: version tells a finished build from a running one, updated does not', async () => {
  const running = sampleBuild({ status: 'running', finished: 0, version: 2 });
  const drone = await connect((_, count) => ({ json: [count === 1 ? running : sampleBuild()] }));
  const [before] = (await drone.listBuilds(SHOP, 1)).entries;
  const [after] = (await drone.listBuilds(SHOP, 1)).entries;
  expect(after?.updatedAt).toEqual(before?.updatedAt);
  expect([before?.version, after?.version]).toEqual([2, 3]);
  expect(before?.finishedAt).toBeNull();
});

describe('trap 5: a finished build is not final while a stage or step is not', () => {
  const killed = (stage: string, step: string) =>
    fetchOnly(
      sampleBuild({
        status: 'killed',
        stages: [sampleStage({ status: stage, steps: [sampleStep({ status: step })] })],
      }),
    );

  test('a running stage', async () => expect(isFinalBuild(await killed('running', 'killed'))).toBe(false));
  test('a running step', async () => expect(isFinalBuild(await killed('killed', 'running'))).toBe(false));
  test('all finished', async () => expect(isFinalBuild(await killed('killed', 'killed'))).toBe(true));
});

describe('trap 6: an end time of 0 does not tell whether a build is still running', () => {
  test('a declined build is final without one', async () => {
    const build = await fetchOnly(
      sampleBuild({
        status: 'declined',
        started: 0,
        finished: 0,
        stages: [sampleStage({ status: 'blocked' })],
      }),
    );
    expect(build.startedAt).toBeNull();
    expect(build.finishedAt).toBeNull();
    expect(isFinalBuild(build)).toBe(true);
  });

  test('a blocked build reads pending, its stage blocked, and is not final', async () => {
    const build = await fetchOnly(
      sampleBuild({
        status: 'pending',
        started: 0,
        finished: 0,
        stages: [sampleStage({ status: 'blocked' })],
      }),
    );
    expect(build.stages[0]?.status).toBe('blocked');
    expect(isFinalBuild(build)).toBe(false);
  });
});

describe('trap 7: 404 does not mean gone', () => {
  test('a build is missing only when its repository answers', async () => {
    const drone = await connect(address => (address.pathname === REPO ? { json: sampleRepo() } : NO_ROW));
    expect(await drone.fetchBuild(SHOP, 9)).toBeNull();
    expect(server?.asked).toContain(REPO);
  });

  test('an unreadable repository is an error for builds, lists and logs', async () => {
    const drone = await connect(() => NOT_FOUND);
    await expect(drone.fetchBuild(SHOP, 9)).rejects.toThrow(CiNotReadableError);
    await expect(drone.listBuilds(SHOP, 1)).rejects.toThrow(CiNotReadableError);
    await expect(drone.fetchLog({ ...STEP, build: 9 })).rejects.toThrow(CiNotReadableError);
  });

  test('a build that was refused only while the rights were being confirmed is fetched', async () => {
    const drone = await connect((address, count) => {
      if (address.pathname === REPO) return { json: sampleRepo() };
      return count === 1 ? NOT_FOUND : { json: sampleBuild({ number: 9 }) };
    });
    expect((await drone.fetchBuild(SHOP, 9))?.number).toBe(9);
  });

  test('a log whose store says no in its own words is missing when the repository answers', async () => {
    const drone = await connect(address =>
      address.pathname === REPO ? { json: sampleRepo() } : { status: 404, json: { message: 'NoSuchKey' } },
    );
    expect(await drone.fetchLog({ ...STEP, build: 9 })).toBeNull();
  });
});

test('trap 8: a bad token is found by the probe, though public repositories answer it', async () => {
  const drone = await connect(address =>
    address.pathname === '/api/user'
      ? { status: 401, json: { message: 'Unauthorized' } }
      : { json: address.pathname.endsWith('/builds') ? [sampleBuild()] : { version: '2.25.0' } },
  );
  expect((await drone.listBuilds(SHOP, 1)).entries).toHaveLength(1);
  await expect(drone.probe()).rejects.toThrow(CiTokenError);
});

describe('trap 9: logs', () => {
  test('the log of a silent step is the word null', async () => {
    const drone = await connect(() => ({ json: null }));
    expect(await drone.fetchLog(STEP)).toEqual([]);
  });

  test('a step without a stored log has none, which costs one request', async () => {
    const drone = await connect(() => NO_ROW);
    expect(await drone.fetchLog(STEP)).toBeNull();
    expect(server?.asked).toEqual([`${REPO}/builds/1/logs/1/2`]);
  });

  test('positions start anywhere, line ends may be missing, entries may be empty', async () => {
    const lines = [
      { pos: 4711, out: 'half a li', time: 3 },
      { pos: 4712, out: 'ne\n', time: 3 },
      { pos: 4713, out: '', time: 4 },
    ];
    const drone = await connect(() => ({ json: lines }));
    expect(await drone.fetchLog(STEP)).toEqual(lines);
  });

  test('what an entry leaves out follows from the one before it', async () => {
    const drone = await connect(() => ({ json: [{ pos: 9, out: 'a\n', time: 1 }, { out: 'b\n' }, {}] }));
    expect(await drone.fetchLog(STEP)).toEqual([
      { pos: 9, out: 'a\n', time: 1 },
      { pos: 10, out: 'b\n', time: 0 },
      { pos: 11, out: '', time: 0 },
    ]);
  });
});

test('trap 10: services are told apart, skipped steps keep their equal times', async () => {
  const steps = [
    sampleStep({ image: 'drone/git:latest' }),
    sampleStep({ number: 2, name: 'database', image: 'postgres:15', detached: true }),
    sampleStep({
      number: 3,
      name: 'push',
      status: 'skipped',
      started: 1_700_000_200,
      stopped: 1_700_000_200,
    }),
  ];
  const build = await fetchOnly(sampleBuild({ stages: [sampleStage({ steps })] }));
  const [clone, database, push] = build.stages[0]?.steps ?? [];
  expect([clone?.detached, database?.detached, push?.detached]).toEqual([false, true, false]);
  expect(push?.startedAt).toEqual(new Date(1_700_000_200_000));
  expect(push?.stoppedAt).toEqual(push?.startedAt);
});
