import type pg from 'pg';
import type { PathStage } from '@/lib/facts/build-plan';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { Settings } from '@/lib/settings/settings';

/** A build that somebody waited for, straight from the tables of facts. */
export interface NaiveBuild {
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
export async function readNaiveBuilds(pool: pg.Pool, settings: Settings): Promise<NaiveBuild[]> {
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
