import type { DroneClient } from '@/lib/ci/drone/drone-client';
import { DroneError } from '@/lib/ci/drone/drone-errors';
import type { DroneIdentity } from '@/lib/ci/drone/probe-identity';
import { type Finding, fail, ok, warn } from './finding';

/** Waiting times mix the server's clock with ours only while a build runs: some seconds do no harm. */
const SKEW_MS = 10_000;
const REPOS_TRIED = 5;

type Repo = Awaited<ReturnType<DroneClient['listRepos']>>[number];
type Build = NonNullable<Awaited<ReturnType<DroneClient['fetchBuild']>>>;

/** Who the token is, and whether it may read what the import needs: repositories, a build, a log. */
export async function checkDrone(client: DroneClient): Promise<Finding[]> {
  try {
    const identity = await client.probe();
    const repos = await client.listRepos();
    return [...judgeIdentity(identity), judgeRepos(repos), ...(await checkReading(client, repos))];
  } catch (error) {
    if (!(error instanceof DroneError)) throw error;
    return [fail(error.message)];
  }
}

export function judgeIdentity(identity: DroneIdentity): Finding[] {
  const { login, admin, machine, active, version, canListAll, clockSkewMs } = identity;
  const kind = [admin ? 'admin' : 'no admin', machine ? 'machine user' : 'person'].join(', ');
  const findings = [ok(`the token is that of ${login} (${kind})`)];
  if (!active) findings.push(warn(`the account ${login} is not active: let an admin of Drone activate it`));
  findings.push(
    canListAll
      ? ok('all repositories of the server can be listed')
      : warn(
          `${login} sees only repositories of its own: for all of them use an admin machine user ` +
            '(drone user add buildhours --admin --machine)',
        ),
  );
  findings.push(version === null ? warn('Drone does not tell its version') : ok(`Drone ${version}`));
  if (clockSkewMs !== null && Math.abs(clockSkewMs) > SKEW_MS) {
    const direction = clockSkewMs > 0 ? 'ahead of' : 'behind';
    const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
    findings.push(
      warn(`the clock of Drone is ${seconds} s ${direction} ours: let both follow a time server`),
    );
  } else if (clockSkewMs !== null) findings.push(ok('the clocks agree'));
  return findings;
}

function judgeRepos(repos: Repo[]): Finding {
  const active = repos.filter(repo => repo.active).length;
  if (repos.length === 0)
    return fail('no repository can be seen: give the user access to some, or make it an admin');
  if (active === 0)
    return warn(`${repos.length} repositories can be seen, and none is active: activate some in Drone`);
  return ok(`${repos.length} repositories can be seen, ${active} of them active`);
}

/** Reads one build and one of its logs, of the first repository that has some. */
async function checkReading(client: DroneClient, repos: Repo[]): Promise<Finding[]> {
  for (const { slug } of repos.filter(repo => repo.active && repo.counter > 0).slice(0, REPOS_TRIED)) {
    const finished = (await client.listBuilds(slug, 1)).find(build => build.finishedAt !== null);
    const build = finished ? await client.fetchBuild(slug, finished.number) : null;
    if (build !== null)
      return [ok(`build ${slug} #${build.number} can be read`), await checkLog(client, slug, build)];
  }
  return [warn('no finished build was found to try to read')];
}

async function checkLog(client: DroneClient, slug: string, build: Build): Promise<Finding> {
  const steps = build.stages.flatMap(stage => stage.steps.map(step => ({ stage: stage.number, step })));
  const ran = steps.find(({ step }) => step.startedAt !== null && step.status !== 'skipped');
  if (ran === undefined)
    return warn(`build ${slug} #${build.number} has no step that ran, so no log was tried`);
  const name = `the log of step ${ran.step.name}`;
  const lines = await client.fetchLog(slug, build.number, ran.stage, ran.step.number);
  if (lines === null)
    return warn(`${name} is not there any more: Drone may purge logs; their times are lost`);
  return ok(`${name} can be read (${lines.length} lines)`);
}
