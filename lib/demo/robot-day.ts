import type { BuildDraft, Fate, PullRequest } from './build-record';
import { DAY_S, HOUR_S, isWeekend, MINUTE_S, weekdayOf } from './calendar';
import { updateOf } from './commit-text';
import type { DayContext } from './developer-day';
import { DEPENDABOT, DEVELOPERS, type Person, RENOVATE } from './people';
import { hashOf, Random } from './random';
import type { RepoSpec } from './services';

/** Pull requests of the dependency bots: a wave in the early morning, a few over the day. */
export function planBotDay(context: DayContext): BuildDraft[] {
  const random = new Random(hashOf(context.seed, 'bots', context.day));
  const count = isWeekend(context.day) ? random.whole(2, 6) : random.whole(8, 16);
  const drafts: BuildDraft[] = [];
  for (let index = 0; index < count; index++) {
    const early = random.chance(0.6);
    const hour = early ? random.between(3.5, 6) : random.between(6, 22);
    const createdS = Math.round(context.day * DAY_S + hour * HOUR_S);
    const person = random.chance(0.7) ? RENOVATE : DEPENDABOT;
    drafts.push(botBuild(context.seed, randomRepo(context, random), person, createdS, random));
  }
  return drafts;
}

/** A pull request of a bot, which always changes the requirements. */
function botBuild(
  seed: number,
  repo: RepoSpec,
  person: Person,
  createdS: number,
  random: Random,
): BuildDraft {
  const commit = random.whole(1, 0x7fffffff);
  const { title, branch } = updateOf(seed, commit);
  const head = `${person === RENOVATE ? 'renovate' : 'dependabot'}/${branch}`;
  const pullRequest: PullRequest = { number: 0, branch: head, title };
  return {
    repo,
    createdS,
    event: 'pull_request',
    action: 'open',
    trigger: '@hook',
    sender: person,
    author: person,
    branch: head,
    commit,
    pullRequest,
    parent: null,
    tag: null,
    deployTo: null,
    cron: null,
    ...botFate(repo, random),
    lockChanged: true,
  };
}

/** Protected repositories hold builds of bots until somebody has approved them. */
function botFate(repo: RepoSpec, random: Random): { fate: Fate; fateAfterS: number } {
  const draw = random.next();
  if (repo.protected) {
    const fateAfterS = Math.round(random.between(10 * MINUTE_S, 5 * HOUR_S));
    if (draw < 0.15) return { fate: 'declined', fateAfterS };
    if (draw < 0.2) return { fate: 'unapproved', fateAfterS };
    return { fate: 'pass', fateAfterS };
  }
  if (draw < 0.18) return { fate: 'fail', fateAfterS: 0 };
  return { fate: 'pass', fateAfterS: 0 };
}

/** Every active repository is built each night; some are rebuilt in full on Sundays. */
export function planCronDay(context: DayContext): BuildDraft[] {
  const drafts: BuildDraft[] = [];
  for (const [index, repo] of context.repos.entries()) {
    if (!repo.active) continue;
    const random = new Random(hashOf(context.seed, 'cron', repo.slug, context.day));
    const minuteOfDay = 60 + ((index * 17) % 150);
    drafts.push(cronBuild(context, repo, 'nightly', minuteOfDay, random));
    if (weekdayOf(context.day) === 0 && index % 3 === 0) {
      drafts.push(cronBuild(context, repo, 'weekly-rebuild', 300 + index * 4, random));
    }
  }
  return drafts;
}

function cronBuild(
  context: DayContext,
  repo: RepoSpec,
  cron: string,
  minuteOfDay: number,
  random: Random,
): BuildDraft {
  const team = DEVELOPERS.filter(person => person.team === repo.namespace);
  const author = random.pick(team);
  return {
    repo,
    createdS: context.day * DAY_S + minuteOfDay * MINUTE_S + random.whole(2, 28),
    event: 'cron',
    action: '',
    trigger: '@cron',
    sender: author,
    author,
    branch: repo.branch,
    commit: hashOf(context.seed, 'tip', repo.slug, Math.floor(context.day / 2)) % 0x7fffffff,
    pullRequest: null,
    parent: null,
    tag: null,
    deployTo: null,
    cron,
    fate: random.chance(0.05) ? 'fail' : 'pass',
    fateAfterS: 0,
    lockChanged: cron === 'weekly-rebuild',
  };
}

/** When the demo goes live: early enough that something is running at the first look. */
export function liveFromS(originS: number): number {
  return originS - 20 * MINUTE_S;
}

/**
 * From shortly before the origin on, the bots fill every gap between arrivals, so that whoever looks at the
 * demo sees builds come in at any hour: at first within two minutes, after three hours within five.
 */
export function planLiveDay(context: DayContext, originS: number, createdS: readonly number[]): BuildDraft[] {
  const dayStartS = context.day * DAY_S;
  const fromS = liveFromS(originS);
  if (dayStartS + DAY_S <= fromS) return [];
  const random = new Random(hashOf(context.seed, 'live', context.day));
  const arrivals = [...createdS].sort((a, b) => a - b);
  const drafts: BuildDraft[] = [];
  let next = 0;
  let lastS = Math.max(dayStartS, fromS);
  for (;;) {
    const gapS = lastS < originS + 3 * HOUR_S ? random.whole(60, 110) : random.whole(140, 250);
    const arrivalS = arrivals[next];
    if (arrivalS !== undefined && arrivalS <= lastS + gapS) {
      lastS = Math.max(lastS, arrivalS);
      next += 1;
      continue;
    }
    lastS += gapS;
    if (lastS >= dayStartS + DAY_S) return drafts;
    drafts.push(botBuild(context.seed, randomRepo(context, random), RENOVATE, lastS, random));
  }
}

function randomRepo(context: DayContext, random: Random): RepoSpec {
  return random.pick(context.repos.filter(repo => repo.active));
}
