import type pg from 'pg';
import type { SqlStatement } from './sql';

type Client = Awaited<ReturnType<typeof createClient>>;

/** Prisma's client within a transaction. */
export type PrismaTransaction = Parameters<Parameters<Client['$transaction']>[0]>[0];

/** How long a transaction may wait for a connection, and how long it may take: others may hold its rows. */
const TRANSACTION_MS = 60_000;

const clients = new WeakMap<pg.Pool, Promise<Client>>();

/**
 * Prisma's client for rows that people write, over the pool that SQL uses too: there is nothing to close. One for each
 * pool, and loaded when it is first asked for, since it takes 50 MB and half a second.
 */
export function prismaFor(pool: pg.Pool): Promise<Client> {
  const client = clients.get(pool) ?? createClient(pool);
  clients.set(pool, client);
  return client;
}

async function createClient(pool: pg.Pool) {
  const [{ PrismaPg }, { PrismaClient }] = await Promise.all([
    import('@prisma/adapter-pg'),
    import('./generated/client'),
  ]);
  const client = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: 'minimal',
    transactionOptions: { maxWait: TRANSACTION_MS, timeout: TRANSACTION_MS },
  });
  return client.$extends({
    query: {
      $allOperations: ({ args, query }) =>
        query(args).catch((error: unknown) => {
          throw withoutInvocation(error);
        }),
    },
  });
}

/** Which method was called is nothing for who reads "Can't reach database server at …" in a log or on a page. */
function withoutInvocation(error: unknown): unknown {
  if (error instanceof Error) error.message = error.message.replace(/^\s*Invalid `.*` invocation:\s+/, '');
  return error;
}

/**
 * Runs SQL of ours in a transaction of Prisma's, for what belongs to the rows that are saved.
 *
 * @returns how many rows it changed
 */
export function executeSql(transaction: PrismaTransaction, { text, values }: SqlStatement): Promise<number> {
  return transaction.$executeRawUnsafe(text, ...values);
}
