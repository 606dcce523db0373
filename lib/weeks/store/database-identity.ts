/**
 * What tells apart, as one SQL expression, the database that numbers of writings were given in: the server as it was
 * started (a copy of its files, or another server that takes over, may have counted less), the database, and the tables
 * as they were filled. After a restore, whichever way it was done, it is another one.
 */
export const DATABASE_IDENTITY = `concat_ws('/', extract(epoch from pg_postmaster_start_time()),
  (select oid from pg_database where datname = current_database()),
  'week_sequence'::regclass::oid, pg_relation_filenode('week_sequence'), pg_relation_filenode('packed_week'),
  pg_relation_filenode('lost_week'), pg_relation_filenode('packed_span_week'))`;
