import pg from 'pg';
import { isMemoryScarce } from '@/lib/usable-memory';

const INT8_OID = 20;
const INT8S_OID: number = 1016;
/** Making a connection to a server that hangs would take for ever. */
const CONNECT_MS = 10_000;
/** After so long a connection on which nothing comes is asked whether its other end still is there. */
const KEEP_ALIVE_MS = 10_000;
/** Postgres itself ends its statements; where it hangs, we do so later. */
const AFTER_STATEMENT_MS = 5_000;

const MANY_CONNECTIONS = 10;
/** Each is a process of Postgres of some 8 MB. Never below four: packing holds two, and asks for more. */
const FEW_CONNECTIONS = 7;

export interface PoolOptions {
  max?: number;
  /** Statements that take longer fail, whether Postgres is slow or hangs; null: they may take as long as they like. */
  statementTimeoutMs?: number | null;
  /** Told of each connection that breaks or cannot be made. */
  onLost?: (error: Error) => void;
}

/** Limits the making of a connection only: a pool with such a limit has it for the wait for a free one too. */
function timedClient(onLost: (error: Error) => void) {
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      const options = typeof config === 'string' ? { connectionString: config } : config;
      super({ ...options, connectionTimeoutMillis: CONNECT_MS });
    }

    /** A pool gives a function that is told of the end. */
    override connect(...[done]: unknown[]): Promise<pg.Client> {
      const tell = typeof done === 'function' ? done : () => undefined;
      const connected = super.connect();
      connected.then(
        () => tell(null, this),
        (error: Error) => {
          onLost(error);
          tell(error);
        },
      );
      return connected;
    }
  };
}

/**
 * The one pool of a program, shared by SQL and Prisma. bigint columns come back as numbers: nothing from Drone is
 * stored that is beyond 2^53, and our sums stay far below it. Sessions are in UTC, since Prisma takes all times for such; local days are
 * computed where they are asked.
 */
export function createPool(
  databaseUrl: string,
  {
    max = isMemoryScarce() ? FEW_CONNECTIONS : MANY_CONNECTIONS,
    statementTimeoutMs = null,
    onLost = () => undefined,
  }: PoolOptions = {},
): pg.Pool {
  const limit = statementTimeoutMs === null ? '' : ` -c statement_timeout=${statementTimeoutMs}`;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    Client: timedClient(onLost),
    options: `-c timezone=UTC${limit}`,
    ...(statementTimeoutMs === null ? {} : { query_timeout: statementTimeoutMs + AFTER_STATEMENT_MS }),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: {
      getTypeParser(oid, format) {
        const parser = pg.types.getTypeParser(oid, format);
        if (format === 'binary') return parser;
        if (oid === INT8_OID) return Number;
        return oid === INT8S_OID
          ? (text: string) => parser(text).map((n: string | null) => (n === null ? null : Number(n)))
          : parser;
      },
    },
  });
  // A connection may break while nobody waits for an answer on it; without a listener that ends the program.
  // Nothing is hidden: the pool opens another, and whoever still holds the broken one fails at the next query.
  pool.on('error', onLost);
  pool.on('connect', client => client.on('error', onLost));
  return pool;
}
