import { sql } from './sql';

/** Whether `poller p` still shows that it is at work. How soon another takes over what it held is for leases to say. */
export const IS_ALIVE = sql`p.heartbeat_at > now() - interval '30 seconds'`;
