import type pg from 'pg';
import type { PathBuild } from '@/lib/facts/build-plan';
import { criticalPath } from '@/lib/facts/critical-path';
import { exclusiveTimes } from '@/lib/facts/exclusive-times';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { Settings } from '@/lib/settings/settings';

/** A finished build as its facts tell it; seconds. Written apart from packed weeks. */
export interface PlainBuild {
  repository: string;
  number: number;
  status: string;
  event: string;
  isDefault: boolean;
  hasStarted: boolean;
  /** Who waits; null: nobody does. */
  person: string | null;
  createdS: number;
  waitS: number;
  queueS: number;
  pushedS: number | null;
  /** `2026-03-02`, by the organisation's clock. */
  day: string;
  /** Of the push: 1 is Monday. */
  weekday: number;
  hour: number;
  stages: PlainStage[];
  steps: PlainStep[];
}

interface PlainStage {
  pipeline: string;
  status: string;
  machine: string | null;
  queueS: number | null;
  dependencyS: number;
  runS: number | null;
}

export interface PlainStep {
  pipeline: string;
  step: string;
  status: string;
  detached: boolean;
  ignored: boolean;
  /** Since the push; null: it has no end. */
  stopS: number | null;
  runS: number;
  isOnPath: boolean;
  exclusiveS: number;
  caches: Array<{
    kind: string;
    tool: string;
    hits: number | null;
    misses: number | null;
    missMs: number | null;
  }>;
}

interface Row {
  repo: number;
  slug: string;
  number: number;
  status: string;
  event: string;
  is_default: boolean;
  login: string | null;
  is_cron: boolean;
  created: number;
  started: number | null;
  finished: number;
  pushed: number | null;
  stages: StageJson[] | null;
}

interface StageJson {
  number: number;
  name: string;
  status: string;
  machine: string | null;
  created: number | null;
  started: number | null;
  stopped: number | null;
  depends_on: string[];
  steps: StepJson[] | null;
}

interface StepJson {
  name: string;
  status: string;
  started: number | null;
  stopped: number | null;
  depends_on: string[];
  known: boolean;
  detached: boolean | null;
  ignored: boolean;
  caches: PlainStep['caches'] | null;
}

const STEPS = `
  select json_agg(json_build_object('name', s.name, 'status', s.status, 'started', extract(epoch from s.started_at),
    'stopped', extract(epoch from s.stopped_at), 'depends_on', s.depends_on, 'known', s.depends_on_known,
    'detached', s.detached, 'ignored', s.error_ignored, 'caches', (
      select json_agg(json_build_object('kind', c.kind, 'tool', c.tool, 'hits', c.hits, 'misses', c.misses, 'missMs', c.miss_ms))
      from step_cache c where c.repo_id = s.repo_id and c.build_number = s.build_number
        and c.stage_number = s.stage_number and c.step_number = s.number
    )) order by s.number)
  from step s where s.repo_id = g.repo_id and s.build_number = g.build_number and s.stage_number = g.number`;

/** Reads all finished builds. @param timeZone the organisation's */
export async function readPlainBuilds(
  pool: pg.Pool,
  settings: Settings,
  timeZone: string,
): Promise<PlainBuild[]> {
  const { rows } = await pool.query<Row>(`
    select b.repo_id as repo, r.slug, b.number, b.status, b.event, b.event = 'cron' or b.cron is not null as is_cron,
      coalesce(b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch, false) as is_default,
      case when b.trigger not like '@%' then b.trigger else coalesce(b.sender, b.author_login) end as login,
      extract(epoch from b.created_at)::float8 as created, extract(epoch from b.started_at)::float8 as started,
      extract(epoch from b.finished_at)::float8 as finished,
      (select extract(epoch from p.created_at)::float8 from build p
        where p.repo_id = b.repo_id and p.number = b.parent and b.event in ('promote', 'rollback')) as pushed,
      (select json_agg(json_build_object('number', g.number, 'name', g.name, 'status', g.status, 'machine', g.machine,
          'created', extract(epoch from g.created_at), 'started', extract(epoch from g.started_at),
          'stopped', extract(epoch from g.stopped_at), 'depends_on', g.depends_on, 'steps', (${STEPS})) order by g.number)
        from stage g where g.repo_id = b.repo_id and g.build_number = b.number) as stages
    from build b join repo r on r.id = b.repo_id
    where b.finished_at is not null order by r.slug, b.number`);
  const find = createPersonFinder(settings.people);
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const local = (seconds: number) => {
    const parts = Object.fromEntries(
      clock.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]),
    );
    return { day: `${parts.year}-${parts.month}-${parts.day}`, hour: Number(parts.hour) };
  };
  return rows.map(row => {
    const pushed = local(row.created);
    const person = row.login === null || row.is_cron ? null : find(row.login);
    const isNobodys =
      person === null ||
      person.isBot ||
      row.status === 'declined' ||
      (row.status === 'error' && row.stages === null);
    return {
      repository: row.slug,
      number: row.number,
      status: row.status,
      event: row.event,
      isDefault: row.is_default,
      hasStarted: row.started !== null,
      person: isNobodys ? null : person.person,
      createdS: row.created,
      waitS: Math.max(0, row.finished - row.created),
      pushedS: row.pushed,
      day: local(row.finished).day,
      weekday: new Date(`${pushed.day}T00:00:00Z`).getUTCDay() || 7,
      hour: pushed.hour,
      ...tellStages(row),
    };
  });
}

function tellStages({
  created,
  finished,
  stages: given,
}: Row): Pick<PlainBuild, 'stages' | 'steps' | 'queueS'> {
  const stages = given ?? [];
  const path: PathBuild = {
    createdS: created,
    finishedS: finished,
    stages: stages.map(stage => ({
      name: stage.name,
      startedS: stage.started,
      stoppedS: stage.stopped,
      dependsOn: stage.depends_on,
      steps: (stage.steps ?? []).map(step => ({
        name: step.name,
        startedS: step.status === 'skipped' ? null : step.started,
        stoppedS: step.status === 'skipped' ? null : step.stopped,
        dependsOn: step.known ? step.depends_on : null,
        detached: step.detached === true,
      })),
    })),
  };
  const stretches = criticalPath(path);
  const exclusive = exclusiveTimes(path, stretches);
  return {
    queueS: stretches.reduce((sum, s) => sum + (s.queued ? s.untilS - s.fromS : 0), 0),
    stages: stages.map(stage => describeStage(stage, stages, created)),
    steps: stages.flatMap((stage, index) =>
      (stage.steps ?? []).map((step, at) => ({
        pipeline: stage.name,
        step: step.name,
        status: step.status,
        detached: step.detached === true,
        ignored: step.ignored,
        runS: Math.max(0, (step.stopped ?? 0) - (step.started ?? 0)),
        stopS:
          step.started === null || step.stopped === null
            ? null
            : Math.max(0, step.started - created) + Math.max(0, step.stopped - step.started),
        isOnPath: stretches.some(s => s.stage === index && s.step === at),
        exclusiveS: exclusive[index]?.[at] ?? 0,
        caches: step.caches ?? [],
      })),
    ),
  };
}

function describeStage(stage: StageJson, all: readonly StageJson[], created: number): PlainStage {
  const own = stage.created ?? created;
  const freeS = Math.max(
    own,
    ...all.filter(other => stage.depends_on.includes(other.name)).map(other => other.stopped ?? 0),
  );
  const ran = stage.started !== null && stage.status !== 'skipped';
  return {
    pipeline: stage.name,
    status: stage.status,
    machine: stage.machine,
    queueS: ran ? Math.max(0, (stage.started ?? 0) - freeS) : null,
    dependencyS: freeS - own,
    runS: ran && stage.stopped !== null ? Math.max(0, stage.stopped - (stage.started ?? 0)) : null,
  };
}
