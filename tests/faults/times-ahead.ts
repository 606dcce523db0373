import type pg from 'pg';

/** Builds under way are looked at again after a day at most. */
const LONGEST_WAIT = '25 hours';

/**
 * Times and days that somebody stored who took it to be later than it is: what is said of weeks to come, and what waits for
 * years. All columns of all tables, so that a new one cannot be forgotten.
 *
 * @returns what was found, in words
 */
export async function timesAhead(pool: pg.Pool): Promise<string[]> {
  const { rows: columns } = await pool.query<{ table: string; column: string }>(`
    select c.table_name as table, c.column_name as column
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and c.data_type in ('date', 'timestamp with time zone', 'timestamp without time zone')
    order by 1, 2`);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const { rows } = await pool.query<{ n: number; latest: string | null }>(`
      select count(*)::int as n, max("${column}")::text as latest from "${table}"
      where "${column}" > now() + interval '${LONGEST_WAIT}' and "${column}" <> 'infinity'`);
    const { n = 0, latest = null } = rows[0] ?? {};
    if (n > 0) found.push(`${table}.${column} lies ahead in ${n} rows, up to ${latest}`);
  }
  return found;
}
