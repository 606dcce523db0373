import { startTestServer, type TestAnswer, type TestServer } from './drone-server';
import { sampleBuild, sampleRepo, sampleStage, sampleStep } from './drone-wire';

type Json = Record<string, unknown>;

/** 2 March 2026, 9:00 UTC. */
const BASE_S = 1_772_442_000;

interface SmallRepo {
  id: number;
  slug: string;
  /** Where it is not the number of builds. */
  counter: number | null;
  builds: Map<number, Json>;
}

/** A Drone of a few repositories over HTTP, in its wire format, for tests that let single answers be odd. */
export class SmallDrone {
  readonly repos: SmallRepo[] = [];
  /** Answers instead of its own, by path or by path and query. */
  readonly instead = new Map<string, TestAnswer>();
  version: Json = { source: 'https://github.com/harness/drone.git', version: '2.25.0' };
  private constructor(private readonly running: { server: TestServer | null }) {}

  static async start(): Promise<SmallDrone> {
    const running: { server: TestServer | null } = { server: null };
    const drone = new SmallDrone(running);
    running.server = await startTestServer(address => drone.answer(address));
    return drone;
  }

  get url(): string {
    return this.running.server?.url ?? '';
  }

  /** Path and query of every request. */
  get asked(): string[] {
    return this.running.server?.asked ?? [];
  }

  async close(): Promise<void> {
    await this.running.server?.close();
  }

  /** A repository with builds 1 to `count`, each of two steps and a minute. */
  addRepo(id: number, slug: string, count: number): SmallRepo {
    const repo: SmallRepo = { id, slug, counter: null, builds: new Map() };
    this.repos.push(repo);
    for (let number = 1; number <= count; number += 1) this.addBuild(repo, number);
    return repo;
  }

  /** @param change of the build's own fields */
  addBuild(repo: SmallRepo, number: number, change: Json = {}): void {
    const id = repo.id * 10_000 + number;
    const createdS = BASE_S + repo.id * 7 + number * 600;
    const at = (seconds: number) => createdS + seconds;
    const step = (n: number, name: string, from: number, to: number) =>
      sampleStep({
        ...{ id: id * 100 + n, step_id: id * 10, number: n, name, started: at(from), stopped: at(to) },
        ...{ image: 'alpine:3', depends_on: n === 1 ? [] : ['clone'] },
      });
    const steps = [step(1, 'clone', 10, 15), step(2, 'test', 15, 70)];
    const times = { created: createdS, started: at(10), updated: at(70) };
    const stage = sampleStage({ id: id * 10, build_id: id, ...times, stopped: at(70), steps });
    const own = { created: createdS, started: at(10), finished: at(70), updated: at(10) };
    const stages = [{ ...stage, machine: 'runner-1' }];
    const who = { sender: 'ada', author_login: 'ada', after: `sha${id}`, source: 'main', target: 'main' };
    repo.builds.set(number, sampleBuild({ id, repo_id: repo.id, number, ...who, ...own, stages, ...change }));
  }

  private answer(address: URL): TestAnswer {
    const path = decodeURIComponent(address.pathname);
    const instead = this.instead.get(`${path}${address.search}`) ?? this.instead.get(path);
    if (instead !== undefined) return instead;
    if (path === '/api/user')
      return { json: { login: 'buildhours', admin: true, machine: true, active: true } };
    if (path === '/version') return { json: this.version };
    const page = Math.max(Number(address.searchParams.get('page')), 1);
    const perPage = Number(address.searchParams.get('per_page'));
    const onPage = <T>(list: T[]) => list.slice((page - 1) * perPage, page * perPage);
    if (path === '/api/repos') return { json: onPage(this.repos.map(wireRepo)) };
    const [, owner, name, area, number, logs] =
      /^\/api\/repos\/([^/]+)\/([^/]+)(?:\/(builds)(?:\/(\d+)(\/logs\/.*)?)?)?$/.exec(path) ?? [];
    const repo = this.repos.find(({ slug }) => slug === `${owner}/${name}`);
    if (repo === undefined) return { status: 404, json: { message: 'Not Found' } };
    if (area === undefined) return { json: wireRepo(repo) };
    if (number === undefined) {
      const listed = [...repo.builds.values()].map(({ stages: _, ...listedBuild }) => listedBuild);
      return { json: onPage(listed.sort((a, b) => Number(b.number) - Number(a.number))) };
    }
    const build = repo.builds.get(Number(number));
    if (build === undefined) return { status: 404, json: { message: 'sql: no rows in result set' } };
    if (logs === undefined) return { json: build };
    return {
      json: [
        { pos: 0, out: '+ make\n', time: 0 },
        { pos: 1, out: 'done\n', time: 4 },
      ],
    };
  }
}

function wireRepo({ id, slug, counter, builds }: SmallRepo): Json {
  const [namespace, name] = slug.split('/');
  return sampleRepo({ id, slug, namespace, name, counter: counter ?? Math.max(0, ...builds.keys()) });
}
