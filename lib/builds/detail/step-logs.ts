import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { withoutSecrets } from '@/lib/shown-text';
import { cacheSchema, MAX_SPANS, type StepInside, spanSchema } from './build-detail';
import type { BuildFacts, StepFacts } from './build-facts';

const place = { stage: z.int(), step: z.int() };
const logRow = z.object({
  ...place,
  outcome: z.enum(['read', 'silent', 'missing', 'unreadable']),
  reason: z.string().nullable(),
  headTruncated: z.boolean(),
  tailTruncated: z.boolean(),
});
const todoRow = z.object({ ...place, lastError: z.string().nullable() });
/** Versions before stored text of commands as it was printed. */
const shown = z.string().transform(withoutSecrets).nullable();
const spanRow = spanSchema.extend({ ...place, label: shown, text: shown, inAll: z.int() });
const cacheRow = cacheSchema.extend(place);

type Place = { stage: number; step: number };

/** What is known of the logs of a build's steps. */
export class StepLogs {
  private constructor(
    private readonly build: BuildFacts,
    private readonly logs: z.infer<typeof logRow>[],
    private readonly todos: z.infer<typeof todoRow>[],
    private readonly spans: z.infer<typeof spanRow>[],
    private readonly caches: z.infer<typeof cacheRow>[],
  ) {}

  static async read(pool: pg.Pool, build: BuildFacts): Promise<StepLogs> {
    const { repoId, number } = build;
    const rows = async <Row>(row: z.ZodType<Row>, statement: SqlStatement) =>
      z.array(row).parse((await pool.query(statement)).rows);
    const [logs, todos, spans, caches] = await Promise.all([
      rows(logRow, logsOf(repoId, number)),
      rows(todoRow, todosOf(repoId, number)),
      rows(spanRow, spansOf(repoId, number)),
      rows(cacheRow, cachesOf(repoId, number)),
    ]);
    return new StepLogs(build, logs, todos, spans, caches);
  }

  /** Of one step. */
  of(facts: StepFacts): StepInside {
    const isHere = (row: Place) => row.stage === facts.stage && row.step === facts.number;
    const log = this.logs.find(isHere);
    const spans = this.spans.filter(isHere);
    return {
      ...this.stateOf(facts, spans.length > 0),
      headTruncated: log?.headTruncated ?? false,
      tailTruncated: log?.tailTruncated ?? false,
      spans: spans.map(({ stage: _, step: __, inAll: ___, ...span }) => span),
      spansLeftOut: Math.max(0, (spans[0]?.inAll ?? 0) - spans.length),
      caches: this.caches.filter(isHere).map(({ stage: _, step: __, ...cache }) => cache),
    };
  }

  private stateOf(facts: StepFacts, hasSpans: boolean): Pick<StepInside, 'state' | 'reason'> {
    const isHere = (row: Place) => row.stage === facts.stage && row.step === facts.number;
    const { finishedS, spansKeptFromS, isFinal } = this.build;
    const isTooOld = finishedS !== null && spansKeptFromS !== null && finishedS < spansKeptFromS;
    const log = this.logs.find(isHere);
    if (log !== undefined) {
      if (log.outcome !== 'read') return { state: log.outcome, reason: log.reason };
      if (hasSpans || !isTooOld) return { state: 'read', reason: hasSpans ? null : NO_COMMANDS };
      return { state: 'too-old', reason: GONE };
    }
    const todo = this.todos.find(isHere);
    if (todo !== undefined) return { state: 'to-be-read', reason: todo.lastError ?? NOT_YET };
    if (facts.status === 'skipped') return { state: 'never-ran', reason: SKIPPED };
    if (!isFinal) return { state: 'not-ended', reason: NOT_ENDED };
    if (facts.startedS === null) return { state: 'never-ran', reason: NEVER_RAN };
    return isTooOld ? { state: 'too-old', reason: TOO_OLD } : { state: 'not-read', reason: LEFT_OUT };
  }
}

const NO_COMMANDS = 'Its log was read and holds no commands, layers or pulls.';
const GONE = 'Single commands are kept for a set time only; weekly sums of this one are kept for good.';
const NOT_YET = 'Its log has not been read yet: logs are read newest first.';
const SKIPPED = 'The step was skipped and has no log.';
const NOT_ENDED = 'Logs are read once the build has ended.';
const NEVER_RAN = 'The step never ran and has no log.';
const TOO_OLD = 'The build is older than single commands are kept, and its log is not read.';
const LEFT_OUT = 'The step was very short, or too long ago: logs of such steps are not read.';

function logsOf(repoId: number, number: number): SqlStatement {
  return sql`
    select stage_number as stage, step_number as step, outcome, reason, head_truncated as "headTruncated",
      tail_truncated as "tailTruncated"
    from step_log where repo_id = ${repoId} and build_number = ${number}`;
}

function todosOf(repoId: number, number: number): SqlStatement {
  return sql`
    select stage_number as stage, step_number as step, last_error as "lastError"
    from log_todo where repo_id = ${repoId} and build_number = ${number}`;
}

/** The longest of each step, in the order of the log. */
function spansOf(repoId: number, number: number): SqlStatement {
  return sql`
    select k.stage_number as stage, k.step_number as step, k.number, k.parent, coalesce(l.kind, 'other') as kind,
      l.tool, l.label, l.text, k.start_ms as "startMs", k.duration_ms as "durationMs", k.cache, k.in_all as "inAll"
    from (
      select s.*, (count(*) over same_step)::int as in_all,
        row_number() over (same_step order by s.duration_ms desc nulls last, s.number) as rank
      from step_span s where s.repo_id = ${repoId} and s.build_number = ${number}
      window same_step as (partition by s.stage_number, s.step_number)
    ) k
    left join span_label l on l.repo_id = k.repo_id and l.id = k.label_id
    where k.rank <= ${MAX_SPANS}
    order by k.stage_number, k.step_number, k.number`;
}

function cachesOf(repoId: number, number: number): SqlStatement {
  return sql`
    select stage_number as stage, step_number as step, kind, tool, hits, misses, not_looked_up as "notLookedUp",
      failed, unfinished, miss_ms as "missMs"
    from step_cache where repo_id = ${repoId} and build_number = ${number}
    order by stage_number, step_number, kind, tool`;
}
