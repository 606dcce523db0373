import pino from 'pino';
import { createPool } from '@/lib/db/pool';
import { runPoller } from '@/lib/poller/run-poller';

/** One pass of a poller in a process of its own; prints what it did and the most memory it held, as JSON. */
const [server, databaseUrl, minStepSeconds] = process.argv.slice(2);
if (server === undefined || databaseUrl === undefined)
  throw new Error('usage: poll-once SERVER DATABASE_URL');

let requests = 0;
const pool = createPool(databaseUrl);
const startedMs = performance.now();
const report = await runPoller({
  pool,
  ci: { kind: 'drone', server, token: 'demo-admin', onRequest: () => (requests += 1) },
  timeZone: 'UTC',
  intervalMs: 30_000,
  logPolicy: {
    minStepSeconds: minStepSeconds === undefined ? null : Number(minStepSeconds),
    maxAgeDays: null,
  },
  keepSpansDays: 36_500,
  once: true,
  signal: new AbortController().signal,
  logger: pino({ level: 'warn' }, pino.destination(2)),
});
const seconds = (performance.now() - startedMs) / 1000;
await pool.end();
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ ...report, requests, seconds, peakBytes })}\n`);
