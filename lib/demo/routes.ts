import { type Answer, FORBIDDEN, INDEX_PAGE, json, message, UNAUTHORIZED, UNKNOWN_API_PATH } from './answer';
import { goJson } from './go-json';
import { hashOf } from './random';
import { answerRepo } from './repo-routes';
import { type RouteContext, reposOf, wholeNumber } from './route-context';
import { userOfRequest } from './users';
import type { WireRepo } from './wire';

const VERSION = '{"source":"https://github.com/harness/drone.git","version":"2.25.0","commit":"6e2c9a7b1f"}';

/** Drone's answer to a GET; `address` is path and query. */
export function answerRequest(
  context: Omit<RouteContext, 'user' | 'query'>,
  address: string,
  authorization: string | undefined,
): Answer {
  const [path = '/', search = ''] = address.split('?', 2);
  const query = new URLSearchParams(search);
  const user = userOfRequest(authorization, query);
  const route: RouteContext = { ...context, user, query };
  const parts = path.split('/').slice(1);
  if (parts[0] === 'api') return answerApi(route, parts.slice(1));
  if (path === '/version') return { ...json(VERSION), api: false };
  if (path === '/healthz') return { status: 200, kind: 'text', body: 'OK', api: false };
  if (path === '/metrics') return answerMetrics(route);
  if (path === '/' && user === null) return { ...INDEX_PAGE, status: 303, body: '', location: '/welcome' };
  return INDEX_PAGE;
}

function answerApi(route: RouteContext, parts: readonly string[]): Answer {
  const [area, ...rest] = parts;
  const path = parts.join('/');
  if (area === 'user') return answerUser(route, rest.join('/'));
  if (path === 'repos') return answerAllRepos(route);
  if (area === 'repos' && rest.length >= 2) return answerRepo(route, rest);
  if (path === 'builds/incomplete' || path === 'builds/incomplete/v2') {
    return adminOnly(route) ?? message(501, 'Not Implemented');
  }
  return UNKNOWN_API_PATH;
}

function adminOnly({ user }: RouteContext): Answer | null {
  if (user === null) return UNAUTHORIZED;
  return user.user.admin ? null : FORBIDDEN;
}

function answerUser(route: RouteContext, path: string): Answer {
  if (!['', 'repos', 'builds', 'builds/recent'].includes(path)) return UNKNOWN_API_PATH;
  const { user } = route;
  if (user === null) return UNAUTHORIZED;
  if (path === '') return json(goJson(user.user));
  const mine = reposOf(route)
    .filter(repo => user.mayRead(repo))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  if (path === 'repos') {
    const latest = route.query.get('latest') === 'true';
    return json(
      `[${mine.map(repo => (latest ? withBuild(route, repo, repo.counter) : goJson(repo))).join(',')}]`,
    );
  }
  return json(`[${recentBuilds(route, mine).join(',')}]`);
}

function withBuild({ visible, at }: RouteContext, repo: WireRepo, number: number): string {
  const build = visible.listedJson(repo.slug, number, at);
  if (build === null) return goJson(repo);
  const { archived, ...rest } = repo;
  return `${goJson(rest).slice(0, -1)},"build":${build},"archived":${archived}}`;
}

const RECENT = 25;

/** The newest builds of all these repositories, each in its repository. */
function recentBuilds(route: RouteContext, repos: readonly WireRepo[]): string[] {
  const newest = repos.flatMap(repo => {
    const numbers = Array.from(
      { length: Math.min(RECENT, repo.counter) },
      (_, index) => repo.counter - index,
    );
    return numbers.map(number => ({ repo, number, id: route.visible.idOf(repo.slug, number, route.at) }));
  });
  return newest
    .sort((a, b) => b.id - a.id)
    .slice(0, RECENT)
    .map(({ repo, number }) => withBuild(route, repo, number));
}

/** All repositories of the server, in no order, with no upper limit of a page. */
function answerAllRepos(route: RouteContext): Answer {
  const refused = adminOnly(route);
  if (refused !== null) return refused;
  const shuffled = reposOf(route).sort((a, b) => hashOf('order', a.id) - hashOf('order', b.id));
  const perPage = wholeNumber(route.query.get('per_page'));
  const limit = perPage < 1 ? 25 : perPage;
  const page = Math.max(1, wholeNumber(route.query.get('page')));
  return json(goJson(shuffled.slice((page - 1) * limit, page * limit)));
}

function answerMetrics(route: RouteContext): Answer {
  const { user } = route;
  if (user === null) return { status: 401, kind: 'text', body: 'Invalid or missing token\n', api: false };
  if (!user.user.admin && !user.user.machine) {
    return { status: 403, kind: 'text', body: 'User not authorized\n', api: false };
  }
  const repos = reposOf(route);
  const count = repos.reduce((sum, repo) => sum + repo.counter, 0);
  const body = `# TYPE drone_build_count gauge\ndrone_build_count ${count}\n# TYPE drone_repo_count gauge\ndrone_repo_count ${repos.length}\n`;
  return { status: 200, kind: 'text', body, api: false };
}
