import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { lastDue } from '@/lib/reports/delivery/due-times';
import { addSubscription } from '@/lib/reports/delivery/stored-subscriptions';
import { storeReport } from '@/lib/reports/store/stored-reports';
import { DAY_MS } from '@/lib/time/units';
import { type RunningCommand, startCommand } from './run-command';
import { type MailSink, openMailSink } from './world/mail-sink';
import { sampleReport } from './world/sample-report';
import { SmallDrone } from './world/small-drone';

/** What is written of a delivery, in order; the mail server accepts between the last two. */
type Step = 'listed' | 'claimed' | 'sending' | 'delivered';

const GATE = 4_711;
const LOOK_AGAIN_MS = 20;
let db: TestDatabase;
let drone: SmallDrone;
let sink: MailSink;
let gate: pg.PoolClient;
/** Told when the mail server is asked to take a mail, before it has one. */
let onMailFrom = () => {};
let running: RunningCommand | null = null;

beforeAll(async () => {
  [db, drone] = await Promise.all([createTestDatabase(), SmallDrone.start()]);
  sink = await openMailSink(() => null, {
    onMailFrom: (_address, _session, callback) => {
      onMailFrom();
      callback();
    },
  });
  gate = await db.pool.connect();
  await gate.query('create table gate (step text)');
  // Whoever writes the step that stands in the table waits there, before it is written.
  await gate.query(`
    create function wait_at_gate() returns trigger language plpgsql as $$
    declare reached text := case
      when tg_op = 'INSERT' then 'listed'
      when new.state <> old.state then new.state
      when new.leased_until is not null then 'claimed' end;
    begin
      if exists (select from gate where step = reached) then perform pg_advisory_xact_lock(${GATE}); end if;
      return new;
    end $$`);
  await gate.query(`
    create trigger wait_at_gate before insert or update on delivery for each row execute function wait_at_gate()`);
});
afterAll(async () => {
  gate.release();
  await Promise.all([sink.close(), drone.close()]);
  await db.drop();
});
beforeEach(async () => {
  await db.pool.query('truncate subscription, report, gate cascade');
  sink.mails.length = 0;
  const schedule = { weekday: 1, hour: 0, timeZone: 'UTC' };
  const { at, week } = lastDue(schedule, new Date());
  await addSubscription(
    db.pool,
    {
      ...{ ...schedule, channel: 'email', target: 'team@example.com', team: null, isPaused: false },
      ...{ sendsReport: true, alerts: [] },
    },
    new Date(at.getTime() - DAY_MS),
  );
  await storeReport(db.pool, {
    ...{ week, team: null, revision: 1, builtAt: at, isMadeAfterwards: false, isComplete: true },
    ...{ settingsFingerprint: '', figures: {}, document: sampleReport(), moved: [] },
  });
});
afterEach(async () => {
  onMailFrom = () => {};
  await kill();
  await gate.query('select pg_advisory_unlock_all()');
});

/** The poller as people run it. */
function startPoller(): RunningCommand {
  running = startCommand(['poll'], {
    env: {
      ...{ DATABASE_URL: db.url, DRONE_SERVER: drone.url, DRONE_TOKEN: 'any' },
      ...{ SMTP_URL: sink.url, MAIL_FROM: 'buildhours@example.com', LOG_LEVEL: 'warn' },
    },
  });
  return running;
}

/** As by the kernel: nothing of the process runs any more, and what it asked the database for is rolled back. */
async function kill(): Promise<void> {
  if (running === null) return;
  running.child.kill('SIGKILL');
  await running.ended;
  running = null;
  await db.pool.query(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`);
}

async function isWaiting(): Promise<boolean> {
  const { rowCount } = await db.pool.query(sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`);
  return rowCount !== 0;
}

async function killBefore(step: Step): Promise<void> {
  await gate.query('insert into gate values ($1)', [step]);
  await gate.query('select pg_advisory_lock($1)', [GATE]);
  startPoller();
  while (!(await isWaiting())) await sleep(LOOK_AGAIN_MS);
  await kill();
  await gate.query('truncate gate');
  await gate.query('select pg_advisory_unlock_all()');
}

/** Five minutes later, another poller. */
async function goOn(): Promise<void> {
  await db.pool.query(sql`update delivery set leased_until = now() where leased_until is not null`);
  startPoller();
  const states = async () => (await db.pool.query(sql`select state from delivery`)).rows;
  await expect.poll(states).toEqual([{ state: 'delivered' }]);
}

test.each(['listed', 'claimed', 'sending'] as const)(
  'killed before it is %s: it is sent once',
  async step => {
    await killBefore(step);
    expect(sink.mails).toEqual([]);
    await goOn();
    expect(sink.mails).toHaveLength(1);
  },
);

test('killed while the mail server is being told: it is sent once', async () => {
  const asked = new Promise<void>(resolve => {
    onMailFrom = () => {
      running?.child.kill('SIGKILL');
      resolve();
    };
  });
  startPoller();
  await asked;
  await kill();
  onMailFrom = () => {};
  expect(sink.mails).toEqual([]);
  await goOn();
  expect(sink.mails).toHaveLength(1);
});

test('killed after the mail server accepted, before that is written: the one window, in which the same mail goes again', async () => {
  await killBefore('delivered');
  expect(sink.mails).toHaveLength(1);
  await goOn();
  expect(sink.mails).toHaveLength(2);
  const [first, again] = sink.mails;
  expect(again?.messageId).toBe(first?.messageId);
  expect(again?.html).toBe(first?.html);
});
