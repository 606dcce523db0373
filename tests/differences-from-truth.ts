import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { WireBuild, WireStage, WireStep } from '@/lib/demo/wire';

type Row = Record<string, unknown>;

const PLACES_SHOWN = 30;

/**
 * Compares every build, stage and step in the database with what the demo server itself says it served,
 * field by field and in both directions. Written against the tables and Drone's wire format, not against
 * the code that decodes and stores.
 *
 * @param truth builds with their stages, by the repository's slug
 * @param epoch of a server that was restored: which of its times; 1 is before
 * @returns what differs, in words; empty when nothing does
 */
export async function differencesFromTruth(
  pool: pg.Pool,
  truth: ReadonlyMap<string, readonly WireBuild[]>,
  epoch = 1,
): Promise<string[]> {
  const found: string[] = [];
  for (const [slug, builds] of truth) {
    const rows = await readRows(pool, slug, epoch);
    compareAll(
      found,
      `${slug} build`,
      rows.build,
      new Map(builds.map(b => [`${b.number}`, expectedBuild(b)])),
    );
    const stages = builds.flatMap(b => (b.stages ?? []).map(s => ({ b, s })));
    compareAll(
      found,
      `${slug} stage`,
      rows.stage,
      new Map(stages.map(({ b, s }) => [`${b.number}/${s.number}`, expectedStage(s)])),
    );
    const steps = stages.flatMap(({ b, s }) => (s.steps ?? []).map(t => ({ b, s, t })));
    compareAll(
      found,
      `${slug} step`,
      rows.step,
      new Map(steps.map(({ b, s, t }) => [`${b.number}/${s.number}/${t.number}`, expectedStep(t)])),
    );
    if (found.length > PLACES_SHOWN) break;
  }
  return found.slice(0, PLACES_SHOWN);
}

async function readRows(pool: pg.Pool, slug: string, epoch: number) {
  const read = async (table: string, key: string) => {
    const result = await pool.query<{ key: string; row: Row }>(
      `select ${key} as key, to_jsonb(t) as row from ${table} t join repo r on r.id = t.repo_id where r.slug = $1 and r.epoch = $2`,
      [slug, epoch],
    );
    return new Map(result.rows.map(({ key, row }) => [key, row]));
  };
  return {
    build: await read('build', 't.number::text'),
    stage: await read('stage', `t.build_number || '/' || t.number`),
    step: await read('step', `t.build_number || '/' || t.stage_number || '/' || t.number`),
  };
}

function compareAll(found: string[], what: string, rows: Map<string, Row>, expected: Map<string, Row>): void {
  for (const [key, fields] of expected) {
    const row = rows.get(key);
    if (row === undefined) {
      found.push(`${what} ${key} is missing in the database`);
      continue;
    }
    for (const [column, value] of Object.entries(fields)) {
      const stored = column.endsWith('_at') ? toUnix(row[column]) : row[column];
      if (!isDeepStrictEqual(stored, value)) {
        found.push(`${what} ${key}: ${column} is ${JSON.stringify(stored)}, not ${JSON.stringify(value)}`);
      }
    }
  }
  for (const key of rows.keys()) if (!expected.has(key)) found.push(`${what} ${key} was never served`);
}

const text = (value: string | undefined) => (value === undefined || value === '' ? null : value);
const time = (value: number | undefined) => (value === undefined || value === 0 ? null : value);

function toUnix(value: unknown): number | null {
  return typeof value === 'string' ? Date.parse(value) / 1000 : null;
}

function expectedBuild(b: WireBuild): Row {
  return {
    drone_id: b.id,
    parent: b.parent ?? null,
    status: b.status,
    event: b.event,
    action: text(b.action),
    trigger: text(b.trigger),
    sender: text(b.sender),
    author_login: text(b.author_login),
    author_name: text(b.author_name),
    author_email: text(b.author_email),
    ref: text(b.ref),
    source: text(b.source),
    target: text(b.target),
    source_repo: text(b.source_repo),
    before_sha: text(b.before),
    after_sha: text(b.after),
    title: text(b.title),
    message: text(b.message),
    link: text(b.link),
    cron: text(b.cron),
    deploy_to: text(b.deploy_to),
    deploy_id: b.deploy_id ?? null,
    params: b.params ?? null,
    error: text(b.error),
    created_at: time(b.created),
    started_at: time(b.started),
    finished_at: time(b.finished),
    updated_at: time(b.updated),
    version: b.version,
  };
}

function expectedStage(s: WireStage): Row {
  return {
    drone_id: s.id,
    name: s.name,
    kind: text(s.kind),
    type: text(s.type),
    status: s.status,
    error: text(s.error),
    error_ignored: s.errignore,
    exit_code: s.exit_code,
    machine: text(s.machine),
    os: text(s.os),
    arch: text(s.arch),
    created_at: time(s.created),
    started_at: time(s.started),
    stopped_at: time(s.stopped),
    version: s.version,
    on_success: s.on_success,
    on_failure: s.on_failure,
    depends_on: s.depends_on ?? [],
    labels: s.labels ?? null,
  };
}

function expectedStep(s: WireStep): Row {
  return {
    drone_id: s.id,
    name: s.name,
    status: s.status,
    error: text(s.error),
    error_ignored: s.errignore ?? false,
    exit_code: s.exit_code,
    started_at: time(s.started),
    stopped_at: time(s.stopped),
    version: s.version,
    depends_on: s.depends_on ?? [],
    depends_on_known: true,
    image: text(s.image),
    detached: s.detached ?? false,
  };
}
