import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { hasCode } from './has-code';
import { type SqlStatement, sql, sqlList, sqlNames } from './sql';

/** Columns that hold an int64 of the CI server, of tables that may be too large to be written anew at once. */
interface WideTable {
  table: string;
  key: readonly [string, ...string[]];
  columns: readonly string[];
}

const OF_STEP = ['repo_id', 'build_number', 'stage_number', 'step_number'] as const;

/** The list of logs comes first: once builds of more than 32 bits are stored, it is filled from them. */
export const WIDE_TABLES: readonly WideTable[] = [
  { table: 'log_todo', key: OF_STEP, columns: ['build_number'] },
  { table: 'build', key: ['repo_id', 'number'], columns: ['number', 'parent', 'version'] },
  {
    table: 'stage',
    key: ['repo_id', 'build_number', 'number'],
    columns: ['build_number', 'exit_code', 'version'],
  },
  {
    table: 'step',
    key: ['repo_id', 'build_number', 'stage_number', 'number'],
    columns: ['build_number', 'exit_code', 'version'],
  },
  { table: 'step_log', key: OF_STEP, columns: ['build_number'] },
  { table: 'step_span', key: [...OF_STEP, 'number'], columns: ['build_number'] },
  { table: 'step_cache', key: [...OF_STEP, 'kind', 'tool'], columns: ['build_number'] },
];

const ROWS_AT_ONCE = 2_000;
/** Who waits for longer gives up and comes again: less than Postgres waits before it ends somebody's deadlock. */
const LOCK_MS = 500;
const RETRY_MS = 1_000;
const PAUSE_MS = 60_000;
/** One poller does it. */
const ADVISORY_LOCK = 72_707_370;
const GAVE_UP = ['55P03', '40P01'];
const FILLED = sqlNames('wide_columns_filled');

/**
 * Widens until no table is narrow, or `signal` aborts: what fails, or what another poller is at, is looked at again after
 * a pause.
 *
 * @param told of tables that were widened, and of what failed: once, until it is something else
 * @param pauseMs how long it rests, milliseconds
 */
export async function widenAllTables(
  pool: pg.Pool,
  signal: AbortSignal,
  told: { onWidened: (tables: string[]) => void; onError: (error: Error) => void },
  pauseMs = PAUSE_MS,
): Promise<void> {
  let latest: string | null = null;
  while (!signal.aborted) {
    try {
      const widened = await widenTables(pool, signal);
      if (widened.length > 0) told.onWidened(widened);
      if ((await listNarrowTables(pool)).length === 0) return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Error)) throw error;
      if (error.message !== latest) told.onError(error);
      latest = error.message;
    }
    await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** Tables that still refuse numbers of more than 32 bits, in the order in which they are widened. */
export async function listNarrowTables(client: pg.Pool | pg.PoolClient): Promise<string[]> {
  const narrow: string[] = [];
  for (const { table, columns } of WIDE_TABLES) {
    const { rowCount } = await client.query(sql`
      select 1 from pg_attribute
      where attrelid = ${table}::regclass and attname = any(${columns}::text[]) and atttypid = 'integer'::regtype`);
    if (rowCount !== 0) narrow.push(table);
  }
  return narrow;
}

/**
 * Makes 32-bit columns of large tables bigint while others read and write them, version before included: a column beside
 * each is filled piece by piece, and takes its place in the end. Whoever is interrupted begins again where it was. Until
 * then a number that needs more is refused for its build alone, which is tried again.
 *
 * @returns the tables that it widened; none while another poller is at it
 */
export async function widenTables(pool: pg.Pool, signal: AbortSignal): Promise<string[]> {
  const client = await pool.connect();
  const widened: string[] = [];
  try {
    if ((await listNarrowTables(client)).length === 0) return [];
    const { rows } = await client.query<{ taken: boolean }>(
      sql`select pg_try_advisory_lock(${ADVISORY_LOCK}) as taken`,
    );
    if (rows[0]?.taken !== true) return [];
    // Looked at again: who had the lock before may have done them.
    const narrow = await listNarrowTables(client);
    for (const wide of WIDE_TABLES.filter(({ table }) => narrow.includes(table))) {
      await widen(client, wide, signal);
      widened.push(wide.table);
    }
    return widened;
  } finally {
    // Ends the session, and with it the lock.
    client.release(true);
  }
}

async function widen(client: pg.PoolClient, wide: WideTable, signal: AbortSignal): Promise<void> {
  await client.query(sql`select set_config('lock_timeout', ${`${LOCK_MS}ms`}, false)`);
  await retried(signal, () => addColumns(client, wide));
  await fillColumns(client, wide, signal);
  await retried(signal, () => prepareExchange(client, wide));
  await retried(signal, () => checkColumns(client, wide));
  await retried(signal, () => exchange(client, wide));
}

/** Until nobody is in the way. */
async function retried(signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!hasCode(error, ...GAVE_UP)) throw error;
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}

/** Whatever is written from then on is written into both. */
async function addColumns(client: pg.PoolClient, { table, columns }: WideTable): Promise<void> {
  const added = columns.map(column => sql`add column if not exists ${sqlNames(wideOf(column))} bigint`);
  const copied = columns.map(column => `new."${wideOf(column)}" := new."${column}";`).join(' ');
  await within(client, [
    sql`alter table ${sqlNames(table)} ${sqlList(added)}`,
    plain(`create or replace function widen_${table}() returns trigger language plpgsql as
      $widen$ begin ${copied} return new; end $widen$`),
    plain(`create or replace trigger widen before insert or update on "${table}"
      for each row execute function widen_${table}()`),
  ]);
}

async function fillColumns(
  client: pg.PoolClient,
  { table, key, columns }: WideTable,
  signal: AbortSignal,
): Promise<void> {
  const names = sqlNames(...key);
  const copied = sqlList(columns.map(column => sql`${sqlNames(wideOf(column))} = ${sqlNames(column)}`));
  let from: unknown[] | null = null;
  do {
    const after: SqlStatement = from === null ? sql`true` : sql`(${names}) > ${rowOf(from)}`;
    const { rows } = await client.query<Record<string, unknown>>(sql`
      select ${names} from ${sqlNames(table)} where ${after}
      order by ${names} offset ${ROWS_AT_ONCE - 1} limit 1`);
    const [last] = rows;
    const until: unknown[] | null = last === undefined ? null : key.map(column => last[column]);
    const before = until === null ? sql`true` : sql`(${names}) <= ${rowOf(until)}`;
    await retried(signal, async () => {
      await client.query(sql`
        update ${sqlNames(table)} set ${copied}
        where ${after} and ${before} and ${sqlNames(wideOf(columns[0] ?? ''))} is null`);
    });
    from = until;
  } while (from !== null);
}

/** What would make the exchange read the whole table is done beforehand: its key, and looking whether a column is null. */
async function prepareExchange(client: pg.PoolClient, wide: WideTable): Promise<void> {
  const { table, key, columns } = wide;
  const index = sqlNames(`${table}_pkey_wide`);
  const keys = sqlNames(...key.map(column => (columns.includes(column) ? wideOf(column) : column)));
  // Both wait for whoever holds an older snapshot, and take no lock that stops others.
  await client.query(sql`select set_config('lock_timeout', '0', false)`);
  await client.query(sql`drop index concurrently if exists ${index}`);
  await client.query(sql`create unique index concurrently ${index} on ${sqlNames(table)} (${keys})`);
  await client.query(sql`select set_config('lock_timeout', ${`${LOCK_MS}ms`}, false)`);
}

async function checkColumns(client: pg.PoolClient, wide: WideTable): Promise<void> {
  const name = sqlNames(wide.table);
  const filled = await neverNull(client, wide);
  const conditions = filled.map(column => sql`${sqlNames(wideOf(column))} is not null`);
  const all = conditions.reduce((one, other) => sql`${one} and ${other}`);
  await client.query(sql`alter table ${name} drop constraint if exists ${FILLED}`);
  await client.query(sql`alter table ${name} add constraint ${FILLED} check (${all}) not valid`);
  await client.query(sql`alter table ${name} validate constraint ${FILLED}`);
}

async function exchange(client: pg.PoolClient, wide: WideTable): Promise<void> {
  const { table, columns } = wide;
  const name = sqlNames(table);
  const pkey = sqlNames(`${table}_pkey`);
  const filled = await neverNull(client, wide);
  await within(client, [
    sql`lock table ${name} in access exclusive mode`,
    sql`drop trigger widen on ${name}`,
    plain(`drop function widen_${table}()`),
    ...filled.map(column => sql`alter table ${name} alter column ${sqlNames(wideOf(column))} set not null`),
    sql`alter table ${name} drop constraint ${FILLED}, drop constraint ${pkey}`,
    ...columns.flatMap(column => [
      sql`alter table ${name} drop column ${sqlNames(column)}`,
      sql`alter table ${name} rename column ${sqlNames(wideOf(column))} to ${sqlNames(column)}`,
    ]),
    sql`alter table ${name} add constraint ${pkey} primary key using index ${sqlNames(`${table}_pkey_wide`)}`,
  ]);
}

async function neverNull(client: pg.PoolClient, { table, columns }: WideTable): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql`
    select attname::text as name from pg_attribute
    where attrelid = ${table}::regclass and attname = any(${columns}::text[]) and attnotnull`);
  return rows.map(({ name }) => name);
}

/** In one transaction, on a connection whose locks time out. */
async function within(client: pg.PoolClient, statements: readonly SqlStatement[]): Promise<void> {
  await client.query('begin');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

function rowOf(values: readonly unknown[]): SqlStatement {
  return sql`(${sqlList(values.map(value => sql`${value}`))})`;
}

/** Of names of ours alone. */
function plain(text: string): SqlStatement {
  return { text, values: [] };
}

function wideOf(column: string): string {
  return `${column}_wide`;
}
