import type pg from 'pg';
import { groupBy } from './naive-figures';

/**
 * Builds as the definitions of times tell them (measures, 1), one after the other and without any code of the product:
 * what a reader would make of the raw answers with paper and pencil. Unix seconds.
 */
export interface NaiveRow {
  repoId: number;
  slug: string;
  number: number;
  droneId: number;
  parent: number | null;
  /** What a newer push cancelled is killed. */
  status: string;
  event: string;
  trigger: string | null;
  sender: string | null;
  author: string | null;
  email: string | null;
  ref: string | null;
  sha: string | null;
  cron: string | null;
  isDefault: boolean;
  created: number;
  started: number | null;
  /** Of one that is under way: how far it has come, a day at most. */
  finished: number | null;
  pushed: number | null;
  isOpen: boolean;
  /** Figures count it. */
  isCounted: boolean;
  isUnclear: boolean;
  approvalS: number;
  stages: NaiveStage[];
}

export interface NaiveStage extends Timed {
  number: number;
  name: string;
  type: string | null;
  machine: string | null;
  created: number | null;
  updated: number | null;
  blocked: number | null;
  released: number | null;
  dependsOn: string[];
  isLost: boolean;
  steps: NaiveStep[];
}

interface NaiveStep extends Timed {
  number: number;
  name: string;
  dependsOn: string[] | null;
  detached: boolean | null;
  ignored: boolean;
}

interface Timed {
  status: string;
  started: number | null;
  stopped: number | null;
}

interface Raw extends Omit<NaiveRow, 'isOpen' | 'isCounted' | 'isUnclear' | 'approvalS'> {
  seenOpen: boolean;
  isProtected: boolean;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const YEAR_2010 = Date.UTC(2010, 0) / 1000;
const YEAR_2100 = Date.UTC(2100, 0) / 1000;

export async function readNaiveRows(pool: pg.Pool): Promise<NaiveRow[]> {
  const builds = await readRaw(pool);
  const now = Date.now() / 1000;
  const offsets = runnerDays(builds);
  return builds.map(build => {
    const others = builds.filter(({ repoId, number }) => repoId === build.repoId && number !== build.number);
    const isOpen = build.finished === null && isUnderWay(build);
    const approval = approvedAt(build, build.finished ?? now, stage =>
      mendedStart(build, stage, offsets, now),
    );
    const end = isOpen ? Math.min(now, build.created + DAY) : build.finished;
    return {
      ...build,
      status: build.status === 'skipped' ? 'killed' : build.status,
      started: possible(build.started, build.created, now),
      finished: end,
      isOpen,
      isCounted: isPossible(build, now),
      isUnclear: build.isProtected && !build.seenOpen && isLate(build, others),
      approvalS: Math.max(0, Math.min(approval, end ?? approval) - build.created),
      stages: build.stages.map(stage => mend(build, stage, offsets, now)),
    };
  });
}

function isUnderWay({ status, stages }: Raw): boolean {
  const waits = ['pending', 'running', 'waiting_on_dependencies'];
  if (status === 'declined') return stages.some(stage => waits.includes(stage.status));
  return [...waits, 'blocked'].includes(status);
}

function isPossible({ created, started, finished, status }: Raw, now: number): boolean {
  if (created < YEAR_2010 || created > now + DAY) return false;
  if (finished === null) return !['success', 'failure', 'error', 'killed', 'skipped'].includes(status);
  if (finished > now + DAY || finished < created - 2) return false;
  return started === null || started > now + DAY || finished >= started - 2;
}

/** Far later than nine in ten of the others. */
function isLate({ created, started }: Raw, others: readonly Raw[]): boolean {
  if (started === null || started - created <= 15 * 60) return false;
  const queues = others
    .toSorted((a, b) => b.number - a.number)
    .flatMap(other => (other.started === null ? [] : Math.max(0, other.started - other.created)))
    .slice(0, 1000)
    .sort((a, b) => a - b);
  return started - created > 10 * (queues[Math.ceil(queues.length * 0.9 - 1e-9) - 1] ?? 0);
}

function approvedAt(build: Raw, end: number, startOf: (stage: NaiveStage) => number | null): number {
  const times = build.stages.map(stage => {
    if (stage.status === 'blocked') return end;
    if (stage.blocked === null) return build.created;
    const known = [stage.released, startOf(stage)].flatMap(time => time ?? []);
    return known.length === 0 ? stage.blocked : Math.min(...known);
  });
  return Math.max(build.created, ...times);
}

/** It never ran: what times it has are the server's. */
function isPassedOver({ status }: Timed): boolean {
  return ['skipped', 'declined', 'blocked'].includes(status);
}

/** The server wrote its end, at the end of its build, and never heard of its runner again. */
function isCancelled(build: Raw, { status, started, stopped, updated }: NaiveStage): boolean {
  if (status !== 'killed' || stopped === null || build.finished === null) return false;
  if (Math.abs(stopped - build.finished) > 2) return false;
  const heardAtEnd = updated !== null && updated >= build.finished - 2;
  if (!heardAtEnd || started === null) return true;
  return stopped < started || stopped - started > build.finished - (build.started ?? build.created) + 2;
}

function ownOffset(build: Raw, stage: NaiveStage): number | null {
  if (isPassedOver(stage) || stage.updated === null) return null;
  const read = stage.stopped === null || isCancelled(build, stage) ? stage.started : stage.stopped;
  return read === null ? null : differenceOf(read, stage.updated);
}

/** Null: one of the two is no time, or they are further apart than a clock that stood at 1970 would be in 2038. */
function differenceOf(read: number, server: number): number | null {
  if (!isReading(read) || !isReading(server) || server < YEAR_2010) return null;
  return Math.abs(read - server) < 2 ** 31 ? read - server : null;
}

function dayKey(build: Raw, machine: string): string {
  return `${machine} ${Math.floor(build.created / DAY)}`;
}

/** By machine and day; all repositories are of one server. */
function runnerDays(builds: readonly Raw[]): Map<string, number> {
  const told = new Map<string, number[]>();
  const starts = new Map<string, number[]>();
  const ends = new Map<string, number[]>();
  const note = (map: Map<string, number[]>, key: string, value: number) =>
    map.set(key, [...(map.get(key) ?? []), value]);
  for (const build of builds) {
    for (const stage of build.stages) {
      const own = ownOffset(build, stage);
      if (own !== null && stage.machine !== null) note(told, dayKey(build, stage.machine), own);
    }
    const ran = build.stages.filter(stage => !isPassedOver(stage) && stage.machine !== null);
    const machines = new Set(ran.map(({ machine }) => machine ?? ''));
    const [machine = ''] = machines;
    if (machines.size !== 1 || build.started === null || build.finished === null) continue;
    if (ran.some(stage => stage.updated !== null || !isReading(stage.started))) continue;
    const key = dayKey(build, machine);
    const start = differenceOf(Math.min(...ran.map(({ started }) => started ?? 0)), build.started);
    if (start === null) continue;
    note(starts, key, start);
    if (ran.some(stage => !isReading(stage.stopped) || isCancelled(build, stage))) continue;
    const end = differenceOf(Math.max(...ran.map(({ stopped }) => stopped ?? 0)), build.finished);
    if (end !== null) note(ends, key, end);
  }
  const found = new Map<string, number>();
  for (const [key, offsets] of told) {
    if (offsets.length >= 3 && offsets.some(isOff)) found.set(key, middle(offsets));
  }
  for (const [key, offsets] of starts) {
    const ofEnds = ends.get(key) ?? [];
    if (told.has(key) || offsets.length < 5 || ofEnds.length === 0) continue;
    if (Math.abs(middle(offsets) - middle(ofEnds)) <= 2 && [...offsets, ...ofEnds].some(isOff)) {
      found.set(key, middle([...offsets, ...ofEnds]));
    }
  }
  return found;
}

function isReading(time: number | null): boolean {
  return time !== null && time > 0 && time < YEAR_2100;
}

function isOff(offset: number): boolean {
  return offset >= 3 || offset <= -3;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

function offsetOf(build: Raw, stage: NaiveStage, days: ReadonlyMap<string, number>): number {
  if (isPassedOver(stage)) return 0;
  const own = ownOffset(build, stage);
  const runner = stage.machine === null ? undefined : days.get(dayKey(build, stage.machine));
  const usual = runner ?? own ?? 0;
  const isInside = (offset: number) => {
    const [from, until] = [build.started ?? build.created, build.finished ?? Number.POSITIVE_INFINITY];
    const start = (stage.started ?? from + offset) - offset;
    const stop =
      stage.stopped === null || build.finished === null
        ? null
        : isCancelled(build, stage)
          ? stage.stopped
          : stage.stopped - offset;
    return (
      start >= from - 3 && (stop === null || (stop <= until + 3 && (stage.started === null || start <= stop)))
    );
  };
  const isOther = own !== null && Math.abs(own - usual) > 2 && !isInside(usual) && isInside(own);
  const offset = isOther ? own : usual;
  return isOff(offset) ? offset : 0;
}

/** A time that can be. */
function possible(time: number | null, created: number, now: number): number | null {
  if (time === null || time < YEAR_2010 || time < created - DAY || time > now + DAY) return null;
  return time;
}

function mendedStart(
  build: Raw,
  stage: NaiveStage,
  days: ReadonlyMap<string, number>,
  now: number,
): number | null {
  return mend(build, stage, days, now).started;
}

function mend(build: Raw, stage: NaiveStage, days: ReadonlyMap<string, number>, now: number): NaiveStage {
  const offset = offsetOf(build, stage, days);
  const isCut = isCancelled(build, stage);
  const most =
    build.finished === null ? Number.POSITIVE_INFINITY : Math.max(0, build.finished - build.created);
  const shift = <Part extends Timed>(part: Part, isServersEnd: boolean): Part => {
    const minus = (time: number | null, by: number) =>
      isReading(time) ? possible((time ?? 0) - by, build.created, now) : null;
    const started = minus(part.started, offset);
    const stopped = minus(part.stopped, isServersEnd ? 0 : offset);
    if (started === null || stopped === null) return { ...part, started, stopped };
    const ran = stopped - started;
    if (ran < -2 || ran > most + 2) return { ...part, started: null, stopped: null };
    return { ...part, started, stopped: started + Math.min(Math.max(ran, 0), most) };
  };
  const own = shift(stage, isCut);
  return {
    ...own,
    created: possible(stage.created, build.created, now),
    isLost: stage.started !== null && own.started === null && !isPassedOver(stage),
    steps: stage.steps.map(step => shift(step, isCut && step.status === 'killed')),
  };
}

const SECONDS = (column: string) => `extract(epoch from ${column})::float8`;

async function readRaw(pool: pg.Pool): Promise<Raw[]> {
  const { rows } = await pool.query<Raw>(`
    select b.repo_id as "repoId", r.slug, b.number, b.drone_id as "droneId", b.parent, b.status, b.event, b.trigger,
      b.sender, b.author_login as author, b.author_email as email, b.ref, b.after_sha as sha, b.cron,
      coalesce(b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch, false) as "isDefault",
      b.seen_open as "seenOpen", r.is_protected as "isProtected", ${SECONDS('b.created_at')} as created,
      ${SECONDS('b.started_at')} as started, ${SECONDS('b.finished_at')} as finished,
      (select ${SECONDS('p.created_at')} from build p
        where p.repo_id = b.repo_id and p.number = b.parent and b.event in ('promote', 'rollback')) as pushed
    from build b join repo r on r.id = b.repo_id order by r.slug, b.number`);
  const stages = await pool.query<NaiveStage & { key: string }>(`
    select g.repo_id || '/' || g.build_number as key, g.number, g.name, g.type, g.machine, g.status,
      g.depends_on as "dependsOn", ${SECONDS('g.created_at')} as created, ${SECONDS('g.started_at')} as started,
      ${SECONDS('g.stopped_at')} as stopped, ${SECONDS('g.updated_at')} as updated,
      ${SECONDS('g.blocked_until')} as blocked, ${SECONDS('g.released_at')} as released
    from stage g order by g.number`);
  const steps = await pool.query<NaiveStep & { key: string }>(`
    select s.repo_id || '/' || s.build_number || '/' || s.stage_number as key, s.number, s.name, s.status, s.detached,
      s.error_ignored as ignored, case when s.depends_on_known then s.depends_on end as "dependsOn",
      ${SECONDS('s.started_at')} as started, ${SECONDS('s.stopped_at')} as stopped
    from step s order by s.number`);
  const stepsOf = groupBy(steps.rows, ({ key }) => key);
  const stagesOf = groupBy(stages.rows, ({ key }) => key);
  return rows.map(build => ({
    ...build,
    stages: (stagesOf.get(`${build.repoId}/${build.number}`) ?? []).map(stage => ({
      ...stage,
      steps: stepsOf.get(`${build.repoId}/${build.number}/${stage.number}`) ?? [],
    })),
  }));
}
