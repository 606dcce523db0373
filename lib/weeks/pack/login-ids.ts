import type pg from 'pg';
import { sql } from '@/lib/db/sql';

/** Ids of people by name as the server spells it, new ones made where there are none yet. */
export async function loginIds(db: pg.Pool, names: Iterable<string>): Promise<Map<string, number>> {
  const wanted = [...new Set(names)].sort();
  if (wanted.length === 0) return new Map();
  const read = () =>
    db.query<{ id: number; name: string }>(
      sql`select id, name from login where name = any(${wanted}::text[])`,
    );
  let { rows } = await read();
  if (rows.length < wanted.length) {
    await db.query(sql`
      insert into login (name) select name from unnest(${wanted}::text[]) as n(name) order by 1
      on conflict (name) do nothing`);
    ({ rows } = await read());
  }
  return new Map(rows.map(({ id, name }) => [name, id]));
}
