import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_ON_DEFAULT_BRANCH } from '@/lib/facts/build-sql';
import { EVENTS, type EventFilter, eventsOf } from '@/lib/facts/vocabulary';

/** Whether a stored event is one of those asked for; `other` stands for those that are not known here. */
export function isEvent(stored: SqlStatement, filter: EventFilter): SqlStatement {
  const events = eventsOf(filter);
  return events === null
    ? sql`true`
    : sql`(case when ${stored} = any(${EVENTS}::text[]) then ${stored} else 'other' end = any(${events}::text[]))`;
}

/** Whether build `b` of repository `r` is of the branches that are asked for. */
export function isOfBranches(branch: 'all' | 'default' | 'others'): SqlStatement {
  return sql`(${branch} = 'all' or (${branch} = 'default') = ${IS_ON_DEFAULT_BRANCH})`;
}
