import type { BuildDraft, Fate, PullRequest } from './build-record';
import { DAY_S, HOUR_S, isWeekend, MINUTE_S, zoneOffsetS } from './calendar';
import { branchOf, titleOf } from './commit-text';
import type { Person } from './people';
import { hashOf, Random } from './random';
import type { RepoSpec } from './services';

/** What a developer has in hand; it outlives the day. */
export interface Desk {
  person: Person;
  repo: RepoSpec | null;
  pullRequest: PullRequest | null;
  pushesLeft: number;
  last: BuildDraft | null;
  /** Newest push to the default branch, not yet tagged or promoted. */
  released: BuildDraft | null;
  commits: number;
}

export interface DayContext {
  seed: number;
  day: number;
  repos: readonly RepoSpec[];
}

/** The builds that one developer sets off on one day, oldest first. Changes the desk. */
export function planDeveloperDay(context: DayContext, desk: Desk): BuildDraft[] {
  const random = new Random(hashOf(context.seed, 'developer', desk.person.login, context.day));
  const drafts: BuildDraft[] = [];
  for (const createdS of pushTimes(context, desk.person, random)) {
    const draft = nextBuild(context, desk, createdS, random);
    cancelOverlapped(desk.last, draft, random);
    desk.last = draft;
    drafts.push(draft);
  }
  return drafts;
}

function pushTimes(context: DayContext, person: Person, random: Random): number[] {
  const [from, to] = person.builds;
  const midnightS = context.day * DAY_S - zoneOffsetS(person.zone, context.day);
  const away = random.chance(0.07);
  if (away) return [];
  if (isWeekend(context.day) && !random.chance(0.08)) return [];
  const count = isWeekend(context.day) ? random.whole(1, 3) : random.whole(from, to);
  const startS = midnightS + 8.9 * HOUR_S + random.between(-40, 50) * MINUTE_S;
  const times: number[] = [];
  while (times.length < count) {
    times.push(Math.round(startS + hourOfWork(random) * HOUR_S));
  }
  return times.sort((a, b) => a - b);
}

/** Pushes crowd before lunch and before the end of the afternoon. */
function hourOfWork(random: Random): number {
  const draw = random.next();
  if (draw < 0.36) return Math.min(3.4, Math.max(0.2, 2.3 + 0.6 * random.normal()));
  if (draw < 0.68) return Math.min(9.2, Math.max(4.2, 6.9 + 0.7 * random.normal()));
  const hour = random.between(0.2, 8.8);
  const lunch = hour > 3.4 && hour < 4.3;
  return lunch ? hour + 0.9 : hour;
}

function nextBuild(context: DayContext, desk: Desk, createdS: number, random: Random): BuildDraft {
  const last = desk.last;
  const lastFailed = last !== null && (last.fate === 'fail' || last.fate === 'crash');
  if (lastFailed && createdS - last.createdS > 5 * MINUTE_S && random.chance(0.4)) {
    return restarted(last, desk.person, createdS, random);
  }
  const released = desk.released;
  if (released !== null && createdS - released.createdS > 25 * MINUTE_S && random.chance(0.45)) {
    desk.released = null;
    return follow(released, desk, createdS, random);
  }
  const repo = desk.repo ?? pickRepo(context, desk.person, random);
  desk.repo = repo;
  desk.commits += 1;
  const commit = hashOf(context.seed, desk.person.login, desk.commits) % 0x7fffffff;
  if (random.chance(0.012)) return asked(desk, repo, commit, createdS, random);
  if (desk.pullRequest !== null && desk.pushesLeft <= 0 && !lastFailed) {
    return merged(desk, repo, commit, createdS, random);
  }
  return pushed(context, desk, repo, commit, createdS, random);
}

function pickRepo(context: DayContext, person: Person, random: Random): RepoSpec {
  const guest = random.chance(0.1);
  const choices = context.repos.filter(
    repo => repo.active && (guest ? repo.namespace !== person.team : repo.namespace === person.team),
  );
  return random.pick(choices.flatMap(repo => new Array<RepoSpec>(repo.weight).fill(repo)));
}

function base(desk: Desk, repo: RepoSpec, commit: number, createdS: number, random: Random): BuildDraft {
  return {
    repo,
    createdS,
    event: 'push',
    action: '',
    trigger: '@hook',
    sender: desk.person,
    author: desk.person,
    branch: repo.branch,
    commit,
    pullRequest: null,
    parent: null,
    tag: null,
    deployTo: null,
    cron: null,
    ...drawFate(repo, random),
    lockChanged: random.chance(0.07),
  };
}

function pushed(
  context: DayContext,
  desk: Desk,
  repo: RepoSpec,
  commit: number,
  createdS: number,
  random: Random,
): BuildDraft {
  const opening = desk.pullRequest === null;
  const branch = desk.pullRequest?.branch ?? branchOf(context.seed, commit);
  const pullRequest = desk.pullRequest ?? { number: 0, branch, title: titleOf(context.seed, commit) };
  if (opening) desk.pushesLeft = random.whole(1, 4);
  else desk.pushesLeft -= 1;
  desk.pullRequest = pullRequest;
  const draft = base(desk, repo, commit, createdS, random);
  if (opening && random.chance(0.2)) return { ...draft, branch };
  return { ...draft, event: 'pull_request', action: opening ? 'open' : 'sync', branch, pullRequest };
}

function merged(desk: Desk, repo: RepoSpec, commit: number, createdS: number, random: Random): BuildDraft {
  const draft = base(desk, repo, commit, createdS, random);
  const safer: BuildDraft = draft.fate === 'fail' && random.chance(0.5) ? { ...draft, fate: 'pass' } : draft;
  desk.pullRequest = null;
  desk.repo = random.chance(0.6) ? repo : null;
  if (safer.fate === 'pass') desk.released = safer;
  return safer;
}

function restarted(failed: BuildDraft, person: Person, createdS: number, random: Random): BuildDraft {
  const fate: Fate = random.chance(0.75) ? 'pass' : 'fail';
  return { ...failed, createdS, trigger: person.login, parent: failed, fate, fateAfterS: 0 };
}

/** Somebody presses the button for a new build of the default branch. */
function asked(desk: Desk, repo: RepoSpec, commit: number, createdS: number, random: Random): BuildDraft {
  const draft = base(desk, repo, commit, createdS, random);
  return { ...draft, event: 'custom', trigger: desk.person.login, lockChanged: false };
}

/** A tag, a promotion or, rarely, a rollback of what was pushed before. */
function follow(released: BuildDraft, desk: Desk, createdS: number, random: Random): BuildDraft {
  const fate: Fate = random.chance(0.95) ? 'pass' : 'fail';
  const again = { ...released, createdS, fate, fateAfterS: 0, lockChanged: false };
  if (random.chance(0.22)) {
    const tag = `v${random.whole(1, 4)}.${random.whole(0, 40)}.${random.whole(0, 9)}`;
    return { ...again, event: 'tag', action: 'create', tag };
  }
  const event = random.chance(0.06) ? 'rollback' : 'promote';
  const deployTo = event === 'rollback' || random.chance(0.6) ? 'production' : 'staging';
  return { ...again, event, trigger: desk.person.login, parent: released, deployTo };
}

/** A repository with auto-cancel kills the older build of a branch that is pushed to again. */
function cancelOverlapped(last: BuildDraft | null, next: BuildDraft, random: Random): void {
  if (last === null || last.repo !== next.repo || last.pullRequest === null) return;
  if (last.pullRequest !== next.pullRequest || next.parent !== null) return;
  const apartS = next.createdS - last.createdS;
  if (apartS > 7 * MINUTE_S || (last.fate !== 'pass' && last.fate !== 'fail')) return;
  if (!last.repo.autoCancel && !random.chance(0.3)) return;
  last.fate = 'killed';
  last.fateAfterS = apartS + 1;
}

function drawFate(repo: RepoSpec, random: Random): { fate: Fate; fateAfterS: number } {
  const draw = random.next();
  if (draw < 0.085) return { fate: 'fail', fateAfterS: 0 };
  if (draw < 0.092) return { fate: 'invalid', fateAfterS: 0 };
  if (draw < 0.107) return { fate: 'killed', fateAfterS: Math.round(20 + 200 * random.next()) };
  if (draw < 0.112) return { fate: 'crash', fateAfterS: 0 };
  if (draw < 0.1135) return { fate: 'stuck', fateAfterS: 0 };
  if (draw < 0.2 && repo.recipe === 'monorepo') return { fate: 'early-exit', fateAfterS: 0 };
  return { fate: 'pass', fateAfterS: 0 };
}
