import { type Answer, json, message, NO_ROWS, NOT_FOUND, UNAUTHORIZED, UNKNOWN_API_PATH } from './answer';
import { goJson } from './go-json';
import { type RouteContext, reposOf, wholeNumber } from './route-context';
import type { WireRepo } from './wire';

/** Everything below /api/repos/{owner}/{name}. */
export function answerRepo(route: RouteContext, parts: readonly string[]): Answer {
  const [owner = '', name = '', ...rest] = parts;
  const { user } = route;
  const repo = reposOf(route).find(one => one.slug === `${owner}/${name}`);
  if (repo === undefined) return user === null ? UNAUTHORIZED : NOT_FOUND;
  if (user !== null && route.misbehaviour.notFoundRepos?.includes(repo.slug) === true) return NOT_FOUND;
  const refused = refusal(route, repo);
  if (refused !== null) return refused;
  if (rest.length === 0) return json(repoWithPermissions(route, repo));
  if (rest[0] !== 'builds') return UNKNOWN_API_PATH;
  return answerBuilds(route, repo, rest.slice(1));
}

/** Who may read: admins all, everybody what is public, users what is internal, else by permission. */
function refusal({ user }: RouteContext, repo: WireRepo): Answer | null {
  if (user?.user.admin === true || repo.visibility === 'public') return null;
  if (user === null) return UNAUTHORIZED;
  if (repo.visibility === 'internal' || user.mayRead(repo)) return null;
  return NOT_FOUND;
}

function repoWithPermissions({ user }: RouteContext, repo: WireRepo): string {
  const { archived, ...rest } = repo;
  if (user === null || !user.mayRead(repo)) return goJson(repo);
  const write = repo.namespace === 'storefront' || user.user.admin;
  return goJson({ ...rest, permissions: { read: true, write, admin: user.user.admin }, archived });
}

function answerBuilds(route: RouteContext, repo: WireRepo, parts: readonly string[]): Answer {
  const [number, logs, stage, step, ...more] = parts;
  if (number === undefined) return answerList(route, repo);
  if (logs === undefined) {
    if (number === 'latest') return answerLatest(route, repo);
    if (number === 'branches') return answerNewest(route, repo, /^refs\/heads\//);
    if (number === 'pulls') return answerNewest(route, repo, /^refs\/pull\//);
    if (number === 'deployments') return answerDeployments(route, repo);
    const parsed = parseNumber(number);
    if (typeof parsed !== 'number') return parsed;
    const build = route.visible.detailJson(repo.slug, parsed, route.at);
    return build === null ? NO_ROWS : json(build);
  }
  if (logs !== 'logs' || stage === undefined || step === undefined || more.length > 0)
    return UNKNOWN_API_PATH;
  const [build, stageNumber, stepNumber] = [parseNumber(number), parseNumber(stage), parseNumber(step)];
  if (typeof build !== 'number') return build;
  if (typeof stageNumber !== 'number') return stageNumber;
  if (typeof stepNumber !== 'number') return stepNumber;
  const log = route.visible.logJson(repo.slug, build, stageNumber, stepNumber, route.at);
  return log === null ? NO_ROWS : { status: 200, kind: 'json', body: log, api: true };
}

function parseNumber(text: string): number | Answer {
  if (/^[+-]?\d{1,18}$/.test(text)) return Number(text);
  return message(400, `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

const LARGEST_PAGE = 100;
const USUAL_PAGE = 25;

/** Newest first by offset; more than 100 a page silently becomes 25. */
function answerList(route: RouteContext, repo: WireRepo): Answer {
  const { visible, at, query } = route;
  const asked = wholeNumber(query.get('per_page'));
  const limit = asked < 1 || asked > LARGEST_PAGE ? USUAL_PAGE : asked;
  const page = Math.max(1, wholeNumber(query.get('page')));
  const numbers = listedNumbers(route, repo, (page - 1) * limit, limit);
  const builds = numbers.flatMap(number => visible.listedJson(repo.slug, number, at) ?? []);
  visible.reveal(repo.slug);
  return json(`[${builds.join(',')}]`);
}

function listedNumbers(route: RouteContext, repo: WireRepo, offset: number, limit: number): number[] {
  const { visible, at, query } = route;
  const branch = query.get('branch') ?? '';
  const tag = query.get('tag') ?? '';
  const ref = branch !== '' ? `refs/heads/${branch}` : tag !== '' ? `refs/tags/${tag}` : null;
  const oldest = visible.oldest(repo.slug);
  const numbers: number[] = [];
  let passed = 0;
  const first = ref === null ? repo.counter - offset : repo.counter;
  for (let number = first; number >= oldest && numbers.length < limit; number--) {
    if (ref !== null && visible.refOf(repo.slug, number, at) !== ref) continue;
    passed += 1;
    if (ref === null || passed > offset) numbers.push(number);
  }
  return numbers;
}

function answerLatest(route: RouteContext, repo: WireRepo): Answer {
  const { visible, at, query } = route;
  const branch = query.get('branch');
  const ref =
    query.get('ref') ?? `refs/heads/${branch === null || branch === '' ? repo.default_branch : branch}`;
  for (let number = repo.counter; number >= visible.oldest(repo.slug); number--) {
    if (visible.refOf(repo.slug, number, at) !== ref) continue;
    const build = visible.detailJson(repo.slug, number, at);
    if (build !== null) return json(build);
  }
  return NO_ROWS;
}

/** The newest build of each reference of one kind. */
function answerNewest({ visible, at }: RouteContext, repo: WireRepo, kind: RegExp): Answer {
  const seen = new Set<string>();
  const builds: string[] = [];
  for (let number = repo.counter; number >= visible.oldest(repo.slug); number--) {
    const ref = visible.refOf(repo.slug, number, at);
    if (!kind.test(ref) || seen.has(ref)) continue;
    seen.add(ref);
    const build = visible.listedJson(repo.slug, number, at);
    if (build !== null) builds.push(build);
  }
  return json(`[${builds.join(',')}]`);
}

const TARGET = /,"deploy_to":("[^"]*"),/;

/** The newest build of each target of a promotion or rollback. */
function answerDeployments({ visible, at }: RouteContext, repo: WireRepo): Answer {
  const newest = new Map<string, string>();
  for (let number = repo.counter; number >= visible.oldest(repo.slug); number--) {
    const build = visible.listedJson(repo.slug, number, at) ?? '';
    const target = TARGET.exec(build)?.[1];
    if (target !== undefined && !newest.has(target)) newest.set(target, build);
  }
  return json(`[${[...newest.values()].join(',')}]`);
}
