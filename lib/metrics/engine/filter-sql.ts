import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_ON_DEFAULT_BRANCH } from '@/lib/facts/build-sql';
import { EVENTS } from '@/lib/facts/vocabulary';

/** Whether a stored event is the one asked for (null: any); `other` stands for those that are not known here. */
export function isEvent(stored: SqlStatement, event: string | null): SqlStatement {
  return sql`(${event}::text is null
    or ${event} = case when ${stored} = any(${EVENTS}::text[]) then ${stored} else 'other' end)`;
}

/** Whether build `b` of repository `r` is of the branches that are asked for. */
export function isOfBranches(branch: 'all' | 'default' | 'others'): SqlStatement {
  return sql`(${branch} = 'all' or (${branch} = 'default') = ${IS_ON_DEFAULT_BRANCH})`;
}
