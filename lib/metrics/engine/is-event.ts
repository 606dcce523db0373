import { type SqlStatement, sql } from '@/lib/db/sql';
import { EVENTS } from '@/lib/facts/event';

/** Whether a stored event is the one asked for (null: any); `other` stands for those that are not known here. */
export function isEvent(stored: SqlStatement, event: string | null): SqlStatement {
  return sql`(${event}::text is null
    or ${event} = case when ${stored} = any(${EVENTS}::text[]) then ${stored} else 'other' end)`;
}
