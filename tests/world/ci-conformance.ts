import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CiAnswerError,
  CiError,
  CiNotReadableError,
  CiOptionsError,
  CiReplacedError,
  CiTokenError,
  CiUnreachableError,
} from '@/lib/ci/ci-errors';
import type { CiClient, CiServer } from '@/lib/ci/ci-server';
import { STATUSES } from '@/lib/facts/vocabulary';
import { allRepos } from './all-repos';

/** A server of the kind that holds finished builds with logs, for one test file. */
export interface RunningCiServer {
  url: string;
  /** Of somebody who may read everything. */
  token: string;
  /** From now on every answer is a page for people, as of a login page before the server. */
  answerWithWebPages(): void;
  close(): Promise<void>;
}

/** What every kind of CI server has to do: each folder of lib/ci runs this. */
export function testCiServer(server: CiServer, start: () => Promise<RunningCiServer>): void {
  describe(`${server.name} is a CI server`, () => {
    let running: RunningCiServer;
    let client: CiClient;
    const connect = (token: string, url = running.url) =>
      server.createClient({ server: url, token, maxAttempts: 1, requestTimeoutMs: 5_000 });

    beforeAll(async () => {
      running = await start();
      client = connect(running.token);
    });
    afterAll(async () => {
      client.close();
      await running.close();
    });

    async function finishedBuild() {
      const { entries } = await allRepos(client);
      for (const repo of entries.filter(({ active, counter }) => active && counter > 0)) {
        const listed = (await client.listBuilds(repo, 1)).entries.find(({ status }) => status === 'success');
        if (listed !== undefined) return { repo, listed };
      }
      throw new Error('the server that runs for this test has no finished build');
    }

    test('has words and names of its own', () => {
      expect(server.kind).toMatch(/^[a-z]+$/);
      expect(server.envPrefix).toMatch(/^[A-Z]+$/);
      expect(server.words.address).toContain('https://');
    });

    test.each(['', 'ci.example.com', 'ftp://ci.example.com', 'https://a:hidden@ci.example.com'])(
      'the address %j is refused, and not repeated',
      address => {
        expect(() => server.parseAddress(address)).toThrow(CiOptionsError);
        expect(() => server.parseAddress(address)).not.toThrow('hidden');
        expect(() => server.createClient({ server: address, token: 'x' })).toThrow(CiOptionsError);
      },
    );

    test('an empty token is refused before anything is asked', () => {
      expect(() => connect(' ')).toThrow(CiOptionsError);
      expect(() => server.parseToken(' ')).toThrow(CiOptionsError);
    });

    test('tells who the token is, and refuses one of nobody without repeating it', async () => {
      expect(await client.probe()).toMatchObject({ login: expect.any(String), canListAll: true });
      const stranger = connect('nobodys-token');
      const refused: unknown = await stranger.probe().catch((error: unknown) => error);
      stranger.close();
      expect(refused).toBeInstanceOf(CiTokenError);
      expect(String(refused)).not.toContain('nobodys-token');
    });

    test('lists each repository once, and builds newest first until a page is empty', async () => {
      const { entries: repos, odd } = await allRepos(client);
      expect(odd).toEqual([]);
      expect(new Set(repos.map(({ externalId }) => externalId)).size).toBe(repos.length);
      const { repo } = await finishedBuild();
      const numbers: number[] = [];
      for (let page = 1; ; page += 1) {
        const { entries: builds } = await client.listBuilds(repo, page);
        if (builds.length === 0) break;
        numbers.push(...builds.map(({ number }) => number));
      }
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => b - a));
      expect(numbers[0]).toBeLessThanOrEqual(repo.counter);
    });

    test('fetches what it lists, with stages and steps of known statuses and plausible times', async () => {
      const { repo, listed } = await finishedBuild();
      const build = await client.fetchBuild(repo, listed.number);
      expect(build).toMatchObject(listed);
      const stages = build?.stages ?? [];
      const steps = stages.flatMap(stage => stage.steps);
      expect(steps).not.toHaveLength(0);
      expect(new Set(stages.map(({ number }) => number)).size).toBe(stages.length);
      for (const { status, startedAt, stoppedAt } of [...stages, ...steps]) {
        expect(STATUSES).toContain(status);
        for (const time of [startedAt, stoppedAt]) {
          expect(time === null || time.getTime() > Date.UTC(2000, 0)).toBe(true);
        }
      }
      expect(new Set(steps.map(({ externalId }) => externalId)).size).toBe(steps.length);
    });

    test('reads the log of a step; of one that is not there it has none', async () => {
      const { repo, listed } = await finishedBuild();
      const build = await client.fetchBuild(repo, listed.number);
      const [stage] = build?.stages ?? [];
      const step = stage?.steps.find(({ status }) => status === 'success');
      if (stage === undefined || step === undefined) throw new Error('the build has no step that ran');
      const place = { repo, build: listed.number, stage: stage.number };
      const lines = await client.fetchLog({ ...place, step: step.number, externalId: step.externalId });
      expect(lines).not.toHaveLength(0);
      expect(lines?.map(({ pos }) => pos)).toEqual(lines?.map((_, index) => index + (lines[0]?.pos ?? 0)));
      expect(await client.fetchLog({ ...place, step: 999, externalId: 999_999_999 })).toBeNull();
    });

    test('tells a build that is not there from a repository that cannot be read', async () => {
      const { repo } = await finishedBuild();
      expect(await client.fetchBuild(repo, repo.counter + 1000)).toBeNull();
      const unknown = { externalId: 999_999_999, slug: 'nobody/nothing' };
      await expect(client.fetchBuild(unknown, 1)).rejects.toThrow(CiNotReadableError);
      await expect(client.listBuilds(unknown, 1)).rejects.toThrow(CiNotReadableError);
      await expect(client.confirmRepo(unknown)).rejects.toThrow(CiNotReadableError);
    });

    test('says of a repository whose name another one has that it is replaced, and reads nothing of the other', async () => {
      const { repo, listed } = await finishedBuild();
      await expect(client.confirmRepo(repo)).resolves.toBeUndefined();
      const old = { ...repo, externalId: repo.externalId + 100_000 };
      await expect(client.confirmRepo(old)).rejects.toThrow(CiReplacedError);
      await expect(client.fetchBuild(old, listed.number)).rejects.toThrow(CiReplacedError);
      await expect(client.listBuilds(old, 1)).rejects.toThrow(CiReplacedError);
    });

    test('has a page for each build and each step, under its own address', () => {
      const repo = { externalId: 7, slug: 'acme/a b' };
      const step = { repo, build: 3, stage: 1, step: 2, externalId: 51 };
      const pages = [
        server.buildUrl('https://ci.example.com', repo, 3),
        server.buildUrl('https://ci.example.com', repo, 4),
        server.stepUrl('https://ci.example.com', step),
        server.stepUrl('https://ci.example.com', { ...step, step: 3, externalId: 52 }),
      ];
      expect(new Set(pages).size).toBe(pages.length);
      for (const page of pages) expect(new URL(page).href).toBe(page);
      for (const page of pages) expect(page).toMatch(/^https:\/\/ci\.example\.com\//);
    });

    test('nobody at the address is an error of the way, which names it', async () => {
      const lost = connect(running.token, 'http://127.0.0.1:1');
      const error: unknown = await lost.probe().catch((caught: unknown) => caught);
      lost.close();
      expect(error).toBeInstanceOf(CiUnreachableError);
      expect(String(error)).toContain('http://127.0.0.1:1');
      expect(String(error)).not.toContain(running.token);
    });

    test('what was closed asks no more', async () => {
      const closed = connect(running.token);
      closed.close();
      await expect(allRepos(closed)).rejects.toThrow();
    });

    test('web pages instead of answers are an error that says so', async () => {
      running.answerWithWebPages();
      const error: unknown = await client.probe().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(CiError);
      expect(error).toBeInstanceOf(CiAnswerError);
      expect(String(error)).toContain('web page');
    });
  });
}
