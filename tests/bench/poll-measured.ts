import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import pino from 'pino';
import { createPool } from '@/lib/db/pool';
import { sql } from '@/lib/db/sql';
import { runPoller } from '@/lib/poller/run-poller';
import type { PollOrder, PollResult } from './ingest/poll-order';
import { profileCpu } from './ingest/profile-cpu';

/** One poller in a process of its own, measured from where its code is loaded; prints what it did as JSON. */
const LOOK_MS = 250;
/** Hours lost are computed week by week, and between two of them nothing may be marked. */
const LOOKS_AT_REST = 4;

const order: PollOrder = JSON.parse(process.argv[2] ?? '');
let requests = 0;
const pool = createPool(order.databaseUrl);
const stop = new AbortController();
const stopProfile = order.profiled ? await profileCpu() : null;
const startedCpu = process.cpuUsage();
const startedMs = performance.now();
const ended = runPoller({
  pool,
  ci: { kind: 'drone', server: order.server, token: 'demo-admin', onRequest: () => (requests += 1) },
  timeZone: 'UTC',
  intervalMs: 30_000,
  logPolicy: { minStepSeconds: order.withLogs ? 0 : null, maxAgeDays: null },
  keepSpansDays: 36_500,
  once: order.mode === 'sync',
  signal: stop.signal,
  logger: pino({ level: 'warn' }, pino.destination(2)),
});
if (order.mode === 'poll') {
  await untilUpToDate(pool);
  stop.abort();
}
const { buildsStored, logsRead, upkeep } = await ended;
const seconds = (performance.now() - startedMs) / 1000;
const cpu = process.cpuUsage(startedCpu);
const profile = stopProfile === null ? null : await stopProfile();
await pool.end();
const result: PollResult = {
  buildsStored,
  logsRead,
  requests,
  seconds,
  upkeep,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  profile,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

/** Everything is imported, packed and replayed. */
async function untilUpToDate(db: pg.Pool): Promise<void> {
  for (let looks = 0; looks < LOOKS_AT_REST; ) {
    await sleep(LOOK_MS);
    const { rows } = await db.query<{ busy: boolean }>(sql`
      select not exists (select 1 from repo_import)
        or exists (select 1 from repo_import where not history_done)
        or exists (select 1 from build_todo)
        or exists (select 1 from dirty_week)
        or exists (select 1 from dirty_person_day)
        or exists (select 1 from packed_week p where p.build_count > 0 and not exists (
          select 1 from waiting_week w where w.week = p.week)) as busy`);
    looks = rows[0]?.busy === false ? looks + 1 : 0;
  }
}
