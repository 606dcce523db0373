import type pg from 'pg';
import type { CiClient, LogLine, OddEntry, RepoRef, StepRef } from '@/lib/ci/ci-server';
import { sql } from '@/lib/db/sql';
import type { BuildFact } from '@/lib/facts/build-fact';
import { storeRepos } from '@/lib/import/discover-repos';
import { type RepoLease, takeLease } from '@/lib/import/repo-lease';
import { ensureServer } from '@/lib/import/server-row';
import { bareBuild, bareStage, bareStep } from './bare-facts';

export const T0 = new Date('2026-03-02T09:00:00Z');

/** A successful build of one stage and two steps, created `number` minutes after T0. */
export function aBuild(number: number, change: Partial<BuildFact> = {}): BuildFact {
  const createdAt = new Date(T0.getTime() + number * 60_000);
  const at = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000);
  const step = (n: number, name: string, from: number, to: number) =>
    bareStep({
      number: n,
      externalId: number * 100 + n,
      name,
      startedAt: at(from),
      stoppedAt: at(to),
      version: 4,
      dependsOn: n === 1 ? null : ['clone'],
      image: 'alpine:3',
      detached: false,
    });
  const stage = bareStage({
    number: 1,
    externalId: number * 10,
    name: 'default',
    kind: 'pipeline',
    type: 'docker',
    machine: 'runner-1',
    os: 'linux',
    arch: 'amd64',
    createdAt,
    startedAt: at(5),
    stoppedAt: at(65),
    updatedAt: at(65),
    version: 4,
    dependsOn: ['say "hi"', 'a,b'],
    labels: { zone: 'eu' },
    steps: [step(1, 'clone', 5, 10), step(2, 'test', 10, 65)],
  });
  return bareBuild({
    number,
    externalId: 5000 + number,
    trigger: '@hook',
    sender: 'ada',
    authorLogin: 'ada',
    authorName: 'Ada',
    authorEmail: 'ada@example.org',
    ref: 'refs/heads/main',
    source: 'main',
    target: 'main',
    afterSha: `sha${number}`,
    message: 'change',
    createdAt,
    startedAt: at(5),
    finishedAt: at(65),
    updatedAt: at(5),
    version: 3,
    stages: [stage],
    ...change,
  });
}

/** A server of one repository, in memory: lists in pages, newest first, and hands out what it holds. */
export class FakeDrone implements CiClient {
  readonly builds = new Map<number, BuildFact>();
  /** By `build/stage/step`. */
  readonly logs = new Map<string, LogLine[]>();
  readonly requests: string[] = [];
  counter = 0;
  /** Runs before each answer; throw to fail, change `builds` to let the world move on. */
  before: (request: string) => void = () => undefined;

  add(...builds: BuildFact[]): void {
    for (const build of builds) {
      this.builds.set(build.number, build);
      this.counter = Math.max(this.counter, build.number);
    }
  }

  async probe() {
    return {
      login: 'bot',
      admin: true,
      machine: true,
      active: true,
      version: '2.25.0',
      canListAll: true,
      clockSkewMs: 0,
      serverTime: null,
    };
  }

  async *listRepos() {
    yield { entries: await this.repos(), odd: [] };
  }

  async repos() {
    const repo = { externalId: 7, slug: 'acme/api', namespace: 'acme', name: 'api', defaultBranch: 'main' };
    const rest = { link: null, visibility: 'private', active: true, isProtected: false };
    return [{ ...repo, ...rest, counter: this.counter }];
  }

  async listBuilds(_repo: RepoRef, page: number) {
    this.ask(`list ${page}`);
    const newestFirst = [...this.builds.values()].sort((a, b) => b.number - a.number);
    const entries = newestFirst.slice((page - 1) * 100, page * 100).map(({ stages: _, ...listed }) => listed);
    return { entries, odd: this.oddOn(page) };
  }

  async fetchBuild(_repo: RepoRef, number: number) {
    this.ask(`build ${number}`);
    return this.builds.get(number) ?? null;
  }

  async fetchLog({ build, stage, step }: StepRef) {
    this.ask(`log ${build}/${stage}/${step}`);
    return this.logs.get(`${build}/${stage}/${step}`) ?? null;
  }

  async confirmRepo(_repo: RepoRef) {
    this.ask('repo');
  }

  close(): void {
    this.requests.length = 0;
  }

  /** What a page of the list holds beside builds that can be read. */
  oddOn: (page: number) => OddEntry[] = () => [];

  private ask(request: string): void {
    this.requests.push(request);
    this.before(request);
  }
}

/** Stores what the fake server lists and leases its repository. */
export async function leaseFake(pool: pg.Pool, drone: FakeDrone, owner = 'me'): Promise<RepoLease> {
  const serverId = await ensureServer(pool, 'drone', 'http://fake');
  await storeRepos(pool, serverId, await drone.repos());
  await pool.query(sql`update repo_import set due_at = now() where due_at <> 'infinity' or counter > 0`);
  const lease = await takeLease(pool, serverId, owner);
  if (lease === null) throw new Error('no repository was due');
  return lease;
}
