import { CiError } from '@/lib/ci/ci-errors';
import type { CiClient, CiIdentity, CiServer } from '@/lib/ci/ci-server';
import { type Finding, fail, ok, warn } from './finding';

/** Waiting times mix the server's clock with ours only while a build runs: some seconds do no harm. */
const SKEW_MS = 10_000;
const REPOS_TRIED = 5;
const ODD_SHOWN = 5;

type RepoPage = ReturnType<CiClient['listRepos']> extends AsyncIterable<infer Page> ? Page : never;
type Repo = RepoPage['entries'][number];
type Build = NonNullable<Awaited<ReturnType<CiClient['fetchBuild']>>>;

/** Who the token is, and whether it may read what the import needs: repositories, a build, a log. */
export async function checkCi(server: CiServer, client: CiClient): Promise<Finding[]> {
  try {
    const identity = await client.probe();
    const repos = await countRepos(client);
    return [
      ...judgeIdentity(server, identity),
      ...judgeRepos(server, repos),
      ...(await checkReading(client, repos.tried)),
    ];
  } catch (error) {
    if (!(error instanceof CiError)) throw error;
    return [fail(error.message)];
  }
}

export function judgeIdentity({ name, words }: CiServer, identity: CiIdentity): Finding[] {
  const { login, admin, machine, active, version, canListAll, clockSkewMs } = identity;
  const kind = [admin ? 'admin' : 'no admin', machine ? 'machine user' : 'person'].join(', ');
  const findings = [ok(`the token is that of ${login} (${kind})`)];
  if (!active) findings.push(warn(`the account ${login} is not active: let an admin of ${name} activate it`));
  findings.push(
    canListAll
      ? ok('all repositories of the server can be listed')
      : warn(`${login} sees only repositories of its own: for all of them ${words.allRepos}`),
  );
  findings.push(version === null ? warn(`${name} does not tell its version`) : ok(`${name} ${version}`));
  if (clockSkewMs !== null && Math.abs(clockSkewMs) > SKEW_MS) {
    const direction = clockSkewMs > 0 ? 'ahead of' : 'behind';
    const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
    findings.push(
      warn(`the clock of ${name} is ${seconds} s ${direction} ours: let both follow a time server`),
    );
  } else if (clockSkewMs !== null) findings.push(ok('the clocks agree'));
  return findings;
}

interface CountedRepos {
  all: number;
  active: number;
  odd: RepoPage['odd'];
  /** The first that are active and have builds. */
  tried: Repo[];
}

async function countRepos(client: CiClient): Promise<CountedRepos> {
  const ids = new Set<number>();
  const counted: CountedRepos = { all: 0, active: 0, odd: [], tried: [] };
  for await (const { entries, odd } of client.listRepos()) {
    counted.odd.push(...odd);
    for (const repo of entries) {
      if (ids.has(repo.externalId)) continue;
      ids.add(repo.externalId);
      counted.all += 1;
      if (repo.active) counted.active += 1;
      if (repo.active && repo.counter > 0 && counted.tried.length < REPOS_TRIED) counted.tried.push(repo);
    }
  }
  return counted;
}

function judgeRepos({ name }: CiServer, { all, active, odd }: CountedRepos): Finding[] {
  const findings = odd
    .slice(0, ODD_SHOWN)
    .map(entry => warn(`${entry.name} of the list of repositories cannot be used: ${entry.reason}`));
  if (odd.length > ODD_SHOWN) findings.push(warn(`and ${odd.length - ODD_SHOWN} more entries of that list`));
  if (all === 0)
    return [
      fail('no repository can be seen: give the user access to some, or make it an admin'),
      ...findings,
    ];
  if (active === 0)
    return [
      warn(`${all} repositories can be seen, and none is active: activate some in ${name}`),
      ...findings,
    ];
  return [ok(`${all} repositories can be seen, ${active} of them active`), ...findings];
}

/** Reads one build and one of its logs, of the first repository that has some. */
async function checkReading(client: CiClient, repos: Repo[]): Promise<Finding[]> {
  for (const repo of repos) {
    const finished = (await client.listBuilds(repo, 1)).entries.find(build => build.finishedAt !== null);
    const build = finished ? await client.fetchBuild(repo, finished.number) : null;
    if (build !== null)
      return [ok(`build ${repo.slug} #${build.number} can be read`), await checkLog(client, repo, build)];
  }
  return [warn('no finished build was found to try to read')];
}

async function checkLog(client: CiClient, repo: Repo, build: Build): Promise<Finding> {
  const steps = build.stages.flatMap(stage => stage.steps.map(step => ({ stage: stage.number, step })));
  const ran = steps.find(({ step }) => step.startedAt !== null && step.status !== 'skipped');
  if (ran === undefined)
    return warn(`build ${repo.slug} #${build.number} has no step that ran, so no log was tried`);
  const name = `the log of step ${ran.step.name}`;
  const lines = await client.fetchLog({
    repo,
    build: build.number,
    stage: ran.stage,
    step: ran.step.number,
    externalId: ran.step.externalId,
  });
  if (lines === null)
    return warn(`${name} is not there any more: logs may have been purged; their times are lost`);
  return ok(`${name} can be read (${lines.length} lines)`);
}
