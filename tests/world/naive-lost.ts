import type pg from 'pg';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { Settings } from '@/lib/settings/settings';
import { hoursOf } from '@/lib/settings/working-hours';
import { type LostBands, type LostTable, type LostWhere, lostKey } from './lost-table';
import {
  naiveDays as daysBetween,
  daysLater,
  mondayBefore,
  naiveLocal,
  naiveWindows,
} from './naive-calendar';
import { type NaiveRow, type NaiveStage, readNaiveRows } from './naive-clocks';
import { type NaivePiece, naivePath } from './naive-path';
import {
  type NaiveBands,
  type NaiveCause,
  naiveReplay,
  type ReplayBuild,
  type ReplayParams,
} from './naive-replay';

/** Builds that wait for longer are looked for no further back. */
const MOST_WEEKS = 5;

/** A person's local day with all that was lost on it. */
export interface NaiveDay extends NaiveBands {
  person: string;
  /** `2026-03-02`. */
  day: string;
  amounts: Array<LostWhere & { bands: LostBands; path: readonly NaiveStretch[]; isStuck: boolean }>;
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
  const params = paramsOf(settings.cost);
  const days: NaiveDay[] = [];
  for (const person of new Set(builds.map(build => build.person))) {
    const own = builds.filter(build => build.person === person);
    const theirs = hours(person);
    const touched = new Set(
      own.flatMap(({ createdMs, finishedMs }) => daysBetween(createdMs, finishedMs, theirs.timeZone)),
    );
    for (const day of touched) {
      if (!wanted(person, day)) continue;
      const windows = naiveWindows(day, theirs);
      const lastWeek = daysLater(mondayBefore(day), 7 * MOST_WEEKS);
      const there = own.filter(
        ({ createdMs, finishedMs, packedMs }) =>
          windows.some(([from, until]) => createdMs < until && finishedMs > from) &&
          mondayBefore(naiveLocal(packedMs, timeZone).day) <= lastWeek,
      );
      days.push(replay(person, day, there, windows, params));
    }
  }
  return days;
}

function replay(
  person: string,
  day: string,
  own: readonly NaiveBuild[],
  windows: ReadonlyArray<readonly [number, number]>,
  params: ReplayParams,
): NaiveDay {
  const { amounts, ...bands } = naiveReplay(own.map(toReplayBuild), windows, params);
  const told = amounts.map(({ buildId, place, owner, cause, ...amount }) => {
    const build = own.find(({ id }) => id === buildId);
    if (build === undefined) throw new Error('no such build');
    const { slug, number } = build;
    const ofBands = [amount.measuredMs, amount.lowMs, amount.lostMs, amount.highMs] as const;
    return {
      ...{ person, day, slug, number, place, owner, cause },
      ...{ bands: ofBands, path: pathOf(build), isStuck: build.isStuck },
    };
  });
  return { person, day, amounts: told, ...bands };
}

/** All of the days in one table. */
export function lostTable(days: readonly NaiveDay[]): LostTable {
  return new Map(
    days.flatMap(({ amounts }) => amounts.map(amount => [lostKey(amount), amount.bands] as const)),
  );
}

function toReplayBuild(build: NaiveBuild): ReplayBuild {
  const { id, createdMs, finishedMs, approvedMs, row } = build;
  const last = build.path.findLast(({ stage }) => stage !== null)?.stage ?? null;
  const home = last === null ? '/' : `${row.stages[last]?.name}/`;
  const stretches = build.path.flatMap(piece => {
    const { fromS, untilS, queued, stage } = piece;
    const place = placeOf(row, piece);
    const [cause, owner] = causeAndOwner(build, queued, place);
    const part = (from: number, until: number, why: NaiveCause, whose: string) => {
      const [fromMs, untilMs] = [Math.max(from, createdMs), Math.min(until, finishedMs)];
      return fromMs < untilMs ? [{ fromMs, untilMs, cause: why, place, owner: whose }] : [];
    };
    if (!queued && stage !== null) return part(fromS * 1000, untilS * 1000, cause, owner);
    return [
      ...part(fromS * 1000, Math.min(untilS * 1000, approvedMs), 'approval', place),
      ...part(Math.max(fromS * 1000, approvedMs), untilS * 1000, cause, owner),
    ];
  });
  return { id, createdMs, finishedMs, stretches, home };
}

function pathOf({ row, path }: NaiveBuild): NaiveStretch[] {
  return path.map(piece => {
    const { fromS, untilS, queued } = piece;
    return { place: placeOf(row, piece), fromS, untilS, queued };
  });
}

function placeOf({ stages }: NaiveRow, { stage, step }: NaivePiece): string {
  const of = stage === null ? undefined : stages[stage];
  return `${of?.name ?? ''}/${of?.steps[step ?? -1]?.name ?? ''}`;
}

/** A failure is borne by the step that failed, all else by where it was: queue by the pipeline. */
function causeAndOwner(
  { isRerun, status, failed }: NaiveBuild,
  queued: boolean,
  place: string,
): [cause: NaiveCause, owner: string] {
  if (isRerun) return ['rerun', place];
  if (queued) return ['queue', place];
  if (status === 'killed') return ['cancelled', place];
  return status === 'failure' || status === 'error' ? ['failed', failed ?? place] : ['run', place];
}

function paramsOf(cost: Settings['cost']): ReplayParams {
  return {
    fullMs: cost.fullAttentionMinutes * 60_000,
    attentionEndsMs: cost.partialUntilMinutes * 60_000,
    partialWeight: cost.partialWeight,
    switchAfterMs: cost.switchAfterMinutes * 60_000,
    switchCostMs: cost.switchCostMinutes * 60_000,
    switchesADay: cost.maxSwitchesADay,
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
  /** In whose week it stands. */
  packedMs: number;
  /** Until then it waited for an approval. */
  approvedMs: number;
  /** No more than its first hours count. */
  isStuck: boolean;
  row: NaiveRow;
  path: NaivePiece[];
  /** `pipeline/step` of the step that failed first; null: none did. */
  failed: string | null;
}

/** Reads builds as the definitions tell which of them count: written apart from the statements of the product. */
async function readNaiveBuilds(pool: pg.Pool, settings: Settings): Promise<NaiveBuild[]> {
  const find = createPersonFinder(settings.people);
  const { stuckAfterHours, countApproval } = settings.cost;
  const seen = new Set<string>();
  const found: NaiveBuild[] = [];
  const rows = await readNaiveRows(pool);
  for (const build of rows.toSorted((a, b) => a.number - b.number)) {
    const isRerun = isRepeated(build, seen);
    const login = loginOf(build);
    if (build.finished === null || login === null || find(login).isBot || isOfCron(build)) continue;
    if (!build.isCounted || build.isUnclear) continue;
    if (build.status === 'declined' || (build.status === 'error' && build.stages.length === 0)) continue;
    const from = build.created + (countApproval ? 0 : build.approvalS);
    const end = Math.max(from, build.finished);
    if (build.isOpen && end - from < stuckAfterHours * 3600) continue;
    let path: NaivePiece[] | null = null;
    found.push({
      id: build.droneId,
      slug: build.slug,
      number: build.number,
      status: build.status,
      person: find(login).person,
      isRerun,
      createdMs: from * 1000,
      finishedMs: Math.min(end, from + stuckAfterHours * 3600) * 1000,
      packedMs: (build.isOpen ? build.created : build.finished) * 1000,
      approvedMs: (build.created + build.approvalS) * 1000,
      isStuck: end - from > stuckAfterHours * 3600,
      row: build,
      get path() {
        path ??= naivePath(build);
        return path;
      },
      failed: firstFailure(build.stages),
    });
  }
  return found;
}

function loginOf({ trigger, sender, author, email }: NaiveRow): string | null {
  if (trigger !== null && trigger !== '@hook' && trigger !== '@cron') return trigger;
  return sender ?? author ?? email;
}

function isOfCron({ event, cron, trigger }: NaiveRow): boolean {
  return event === 'cron' || cron !== null || trigger === '@cron';
}

/** @param seen what was built before, in order of the numbers */
function isRepeated({ repoId, event, parent, sha, ref }: NaiveRow, seen: Set<string>): boolean {
  const key = `${repoId} ${sha} ${ref} ${event}`;
  const isAgain = seen.has(key) && sha !== null && ref !== null && event !== 'cron';
  seen.add(key);
  return event !== 'promote' && event !== 'rollback' && (parent !== null || isAgain);
}

function firstFailure(stages: readonly NaiveStage[]): string | null {
  const failures = stages.flatMap(({ name, steps }) =>
    steps
      .filter(step => ['failure', 'error'].includes(step.status) && !step.ignored)
      .map(step => ({ name: `${name}/${step.name}`, at: step.stopped ?? Number.MAX_VALUE })),
  );
  return failures.sort((a, b) => a.at - b.at)[0]?.name ?? null;
}
