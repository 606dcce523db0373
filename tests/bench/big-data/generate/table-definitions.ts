import type pg from 'pg';
import { sql } from '@/lib/db/sql';

/** Constraints and indexes of tables that are filled, taken away before and put back after: that is faster. */
export interface TableDefinitions {
  drop: string[];
  create: string[];
}

interface Definition {
  drop: string;
  create: string;
}

/** Foreign keys go first and come last; a primary key brings its index. */
export async function readTableDefinitions(
  client: pg.PoolClient,
  tables: readonly string[],
): Promise<TableDefinitions> {
  const constraints = await client.query<Definition>(sql`
    select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as drop,
      format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as create
    from pg_constraint c
    where c.conrelid::regclass::text = any(${tables}::text[]) and c.contype in ('f', 'p', 'u', 'c')
    order by c.contype = 'f' desc, c.conname`);
  const indexes = await client.query<Definition>(sql`
    select format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as create
    from pg_index i
    where i.indrelid::regclass::text = any(${tables}::text[])
      and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
    order by 1`);
  const all = [...constraints.rows, ...indexes.rows];
  return { drop: all.map(one => one.drop), create: all.map(one => one.create).reverse() };
}
