import pg from 'pg';

const INT8_OID = 20;

/**
 * The one pool of a program, shared by SQL and Prisma. bigint columns come back as numbers: Drone's ids
 * and our sums stay far below 2^53. Sessions are in UTC, since Prisma takes all times for such; local days are
 * computed where they are asked.
 */
export function createPool(databaseUrl: string, max = 10): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    options: '-c timezone=UTC',
    types: {
      getTypeParser(oid, format) {
        if (oid === INT8_OID && format !== 'binary') return Number;
        return pg.types.getTypeParser(oid, format);
      },
    },
  });
  // A connection may break while nobody waits for an answer on it; without a listener that ends the program.
  // Nothing is hidden: the pool opens another, and whoever still holds the broken one fails at the next query.
  pool.on('error', () => undefined);
  pool.on('connect', client => client.on('error', () => undefined));
  return pool;
}
