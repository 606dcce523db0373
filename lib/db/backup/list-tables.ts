import type pg from 'pg';
import { sql } from '../sql';
import type { BackupTable } from './backup-manifest';

/** While a table is being widened it has columns beside those that it will have. */
const BESIDE = String.raw`%\_wide`;
/** The record of migrations is not data: a restore applies them, and so writes it anew. */
const RECORD = '_prisma_migrations';

/** The tables of the database with the columns that are stored, each behind those that it refers to. */
export async function listTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows: tables } = await client.query<BackupTable>(sql`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> ${RECORD}
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and a.attname not like ${BESIDE}
    group by c.relname order by c.relname`);
  const { rows: references } = await client.query<Reference>(sql`
    select distinct f.relname as "from", t.relname as "to"
    from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and f.oid <> t.oid`);
  return inOrder(tables, references);
}

interface Reference {
  from: string;
  to: string;
}

function inOrder(tables: readonly BackupTable[], references: readonly Reference[]): BackupTable[] {
  const ordered: BackupTable[] = [];
  let left = [...tables];
  while (left.length > 0) {
    const names = new Set(left.map(({ name }) => name));
    const waiting = new Set(references.filter(({ to }) => names.has(to)).map(({ from }) => from));
    const ready = left.filter(({ name }) => !waiting.has(name));
    if (ready.length === 0) throw new Error(`tables refer to each other in a ring: ${[...names].join(', ')}`);
    ordered.push(...ready);
    left = left.filter(table => !ready.includes(table));
  }
  return ordered;
}
