import type pg from 'pg';
import type { PathStage } from '@/lib/facts/build-plan';
import { criticalPath } from '@/lib/facts/critical-path';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { Settings } from '@/lib/settings/settings';
import { hoursOf } from '@/lib/settings/working-hours';
import { calendarDay, weekNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { type Bands, replayBands } from '@/lib/waiting/replay-day';
import type { BuildStretch, WaitingBuild, WaitingDay } from '@/lib/waiting/waiting-day';
import { LONGEST_WAIT_WEEKS } from '@/lib/weeks/lost/longest-wait-weeks';
import { type LostBands, type LostTable, type LostWhere, lostKey } from './lost-table';

/** A person's local day with all that was lost on it. */
export interface NaiveDay extends Bands {
  person: string;
  /** `2026-03-02`. */
  day: string;
  amounts: Array<LostWhere & { bands: LostBands; path: readonly NaiveStretch[] }>;
}

/** A stretch of the critical path of the build; its place is `pipeline/step`. Unix seconds. */
export interface NaiveStretch {
  place: string;
  fromS: number;
  untilS: number;
  queued: boolean;
}

/**
 * Hours lost of everybody on every day, straight from builds, stages and steps: written apart from packed weeks, so that
 * these can be held against it. Slow, and for builds with ids of their own.
 *
 * @param wanted which days are replayed; all where it is left out
 */
export async function naiveDays(
  pool: pg.Pool,
  settings: Settings,
  timeZone: string,
  wanted: (person: string, day: string) => boolean = () => true,
): Promise<NaiveDay[]> {
  const builds = await readNaiveBuilds(pool, settings);
  const hours = hoursOf(settings, timeZone);
  const organisation = createLocalCalendar(timeZone);
  const params = paramsOf(settings.cost);
  const days: NaiveDay[] = [];
  for (const person of new Set(builds.map(build => build.person))) {
    const own = builds.filter(build => build.person === person);
    const theirs = hours(person);
    const calendar = createLocalCalendar(theirs.timeZone);
    const touched = new Set<number>();
    for (const { createdMs, finishedMs } of own) {
      for (let day = calendar.dayOf(createdMs); day <= calendar.dayOf(finishedMs); day += 1) touched.add(day);
    }
    for (const day of touched) {
      if (!wanted(person, calendarDay(day))) continue;
      const windows = calendar.windows(day, theirs);
      const lastWeek = weekNumber(day) + LONGEST_WAIT_WEEKS;
      const there = own.filter(
        ({ createdMs, finishedMs }) =>
          windows.some(([from, until]) => createdMs < until && finishedMs > from) &&
          weekNumber(organisation.dayOf(finishedMs)) <= lastWeek,
      );
      days.push(replay(person, calendarDay(day), there, { windows, params }));
    }
  }
  return days;
}

function replay(
  person: string,
  day: string,
  own: readonly NaiveBuild[],
  rest: Pick<WaitingDay, 'windows' | 'params'>,
): NaiveDay {
  const places: Array<{ place: string; owner: string }> = [];
  const codeOf = (place: string, owner: string) => {
    const index = places.findIndex(known => known.place === place && known.owner === owner);
    return index >= 0 ? index : places.push({ place, owner }) - 1;
  };
  const builds = own.map(build => toWaitingBuild(build, codeOf));
  const { amounts, measuredMs, lowMs, lostMs, highMs } = replayBands({ builds, ...rest });
  const told = amounts.map(({ buildId, place: code, cause, ...amount }) => {
    const build = own.find(({ id }) => id === buildId);
    const where = places[code ?? -1];
    if (build === undefined || where === undefined) throw new Error('no such build or place');
    const { slug, number } = build;
    const bands = [amount.measuredMs, amount.lowMs, amount.lostMs, amount.highMs] as const;
    return { person, day, slug, number, ...where, cause, bands, path: pathOf(build) };
  });
  return { person, day, amounts: told, measuredMs, lowMs, lostMs, highMs };
}

/** All of the days in one table. */
export function lostTable(days: readonly NaiveDay[]): LostTable {
  return new Map(
    days.flatMap(({ amounts }) => amounts.map(amount => [lostKey(amount), amount.bands] as const)),
  );
}

function toWaitingBuild(build: NaiveBuild, codeOf: (place: string, owner: string) => number): WaitingBuild {
  const { id, createdMs, finishedMs, stages } = build;
  const path = criticalPath({ createdS: createdMs / 1000, finishedS: finishedMs / 1000, stages });
  const last = path.findLast(stretch => stretch.stage !== null)?.stage ?? null;
  const home = last === null ? '/' : `${stages[last]?.name}/`;
  const stretches = path.map(({ fromS, untilS, queued, stage, step }): BuildStretch => {
    const pipeline = stage === null ? '/' : `${stages[stage]?.name}/`;
    const place =
      stage === null || step === null ? pipeline : `${pipeline}${stages[stage]?.steps[step]?.name}`;
    const [cause, owner] = causeAndOwner(build, queued, place);
    return { fromMs: fromS * 1000, untilMs: untilS * 1000, cause, place: codeOf(place, owner) };
  });
  return { id, createdMs, finishedMs, stretches, switchPlace: codeOf(home, home) };
}

function pathOf({ createdMs, finishedMs, stages }: NaiveBuild): NaiveStretch[] {
  const path = criticalPath({ createdS: createdMs / 1000, finishedS: finishedMs / 1000, stages });
  return path.map(({ stage, step, fromS, untilS, queued }) => {
    const of = stage === null ? undefined : stages[stage];
    return { place: `${of?.name ?? ''}/${of?.steps[step ?? -1]?.name ?? ''}`, fromS, untilS, queued };
  });
}

/** A failure is borne by the step that failed, all else by where it was: queue by the pipeline. */
function causeAndOwner(
  { isRerun, status, failed }: NaiveBuild,
  queued: boolean,
  place: string,
): [cause: BuildStretch['cause'], owner: string] {
  if (isRerun) return ['rerun', place];
  if (queued) return ['queue', place];
  if (status === 'killed') return ['cancelled', place];
  return status === 'failure' || status === 'error' ? ['failed', failed ?? place] : ['run', place];
}

function paramsOf(cost: Settings['cost']): WaitingDay['params'] {
  return {
    fullAttentionMs: cost.fullAttentionMinutes * 60_000,
    partialUntilMs: cost.partialUntilMinutes * 60_000,
    partialWeight: cost.partialWeight,
    switchAfterMs: cost.switchAfterMinutes * 60_000,
    switchCostMs: cost.switchCostMinutes * 60_000,
    maxSwitches: cost.maxSwitchesADay,
    capMs: cost.capHoursADay * 3_600_000,
  };
}

/** A build that somebody waited for, straight from the tables of facts. */
interface NaiveBuild {
  id: number;
  slug: string;
  number: number;
  status: string;
  person: string;
  isRerun: boolean;
  createdMs: number;
  finishedMs: number;
  stages: PathStage[];
  /** `pipeline/step` of the step that failed first; null: none did. */
  failed: string | null;
}

interface BuildRow {
  repo_id: number;
  slug: string;
  number: number;
  drone_id: number;
  parent: number | null;
  status: string;
  event: string;
  trigger: string | null;
  sender: string | null;
  author_login: string | null;
  author_email: string | null;
  ref: string | null;
  after_sha: string | null;
  cron: string | null;
  created_at: Date;
  finished_at: Date | null;
}

interface StageRow {
  repo_id: number;
  build_number: number;
  number: number;
  name: string;
  started_at: Date | null;
  stopped_at: Date | null;
  depends_on: string[];
}

interface StepRow extends StageRow {
  stage_number: number;
  status: string;
  error_ignored: boolean;
  depends_on_known: boolean;
  detached: boolean | null;
}

/** Reads builds as the definitions tell which of them count: written apart from the statements of the product. */
async function readNaiveBuilds(pool: pg.Pool, settings: Settings): Promise<NaiveBuild[]> {
  const find = createPersonFinder(settings.people);
  const builds = await pool.query<BuildRow>(`
    select b.*, r.slug from build b join repo r on r.id = b.repo_id order by b.number`);
  const stages = groupBy(
    (await pool.query<StageRow>('select * from stage order by number')).rows,
    row => `${row.repo_id}/${row.build_number}`,
  );
  const steps = groupBy(
    (await pool.query<StepRow>('select * from step order by number')).rows,
    row => `${row.repo_id}/${row.build_number}/${row.stage_number}`,
  );
  const seen = new Set<string>();
  const found: NaiveBuild[] = [];
  for (const build of builds.rows) {
    const isRerun = isRepeated(build, seen);
    const ofBuild = stages.get(`${build.repo_id}/${build.number}`) ?? [];
    const login = loginOf(build);
    const finishedAt = build.finished_at;
    if (finishedAt === null || login === null || find(login).isBot || isOfCron(build)) continue;
    if (build.status === 'declined' || (build.status === 'error' && ofBuild.length === 0)) continue;
    const ofStage = (number: number) => steps.get(`${build.repo_id}/${build.number}/${number}`) ?? [];
    found.push({
      id: build.drone_id,
      slug: build.slug,
      number: build.number,
      status: build.status,
      person: find(login).person,
      isRerun,
      createdMs: build.created_at.getTime(),
      finishedMs: Math.max(build.created_at.getTime(), finishedAt.getTime()),
      stages: ofBuild.map(stage => toStage(stage, ofStage(stage.number))),
      failed: firstFailure(ofBuild.map(({ name, number }) => ({ name, steps: ofStage(number) }))),
    });
  }
  return found;
}

function loginOf({ trigger, sender, author_login: author, author_email: email }: BuildRow): string | null {
  if (trigger !== null && trigger !== '@hook' && trigger !== '@cron') return trigger;
  return sender ?? author ?? email;
}

function isOfCron({ event, cron, trigger }: BuildRow): boolean {
  return event === 'cron' || cron !== null || trigger === '@cron';
}

/** @param seen what was built before, in order of the numbers */
function isRepeated(
  { repo_id: repoId, event, parent, after_sha: sha, ref }: BuildRow,
  seen: Set<string>,
): boolean {
  const key = `${repoId} ${sha} ${ref} ${event}`;
  const isAgain = seen.has(key) && sha !== null && ref !== null && event !== 'cron';
  seen.add(key);
  return event !== 'promote' && event !== 'rollback' && (parent !== null || isAgain);
}

function toStage(stage: StageRow, steps: readonly StepRow[]): PathStage {
  return {
    name: stage.name,
    startedS: toSeconds(stage.started_at),
    stoppedS: toSeconds(stage.stopped_at),
    dependsOn: stage.depends_on,
    steps: steps.map(step => ({
      name: step.name,
      startedS: step.status === 'skipped' ? null : toSeconds(step.started_at),
      stoppedS: step.status === 'skipped' ? null : toSeconds(step.stopped_at),
      dependsOn: step.depends_on_known ? step.depends_on : null,
      detached: step.detached === true,
    })),
  };
}

function firstFailure(stages: ReadonlyArray<{ name: string; steps: readonly StepRow[] }>): string | null {
  const failures = stages.flatMap(({ name, steps }) =>
    steps
      .filter(step => ['failure', 'error'].includes(step.status) && !step.error_ignored)
      .map(step => ({ name: `${name}/${step.name}`, atMs: step.stopped_at?.getTime() ?? Number.MAX_VALUE })),
  );
  return failures.sort((a, b) => a.atMs - b.atMs)[0]?.name ?? null;
}

function toSeconds(at: Date | null): number | null {
  return at === null ? null : at.getTime() / 1000;
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}
