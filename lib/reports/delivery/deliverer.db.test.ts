import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { type MailSink, openMailSink } from '../../../tests/world/mail-sink';
import { sampleReport } from '../../../tests/world/sample-report';
import { storeReport } from '../store/stored-reports';
import { Deliverer, type DeliveryStep } from './deliverer';
import { beginAttempt, claimNext, enqueue, recordFailure } from './deliveries';
import {
  addSubscription,
  deleteSubscription,
  editSubscription,
  findByToken,
  listSubscriptions,
  sendTest,
} from './stored-subscriptions';

let database: TestDatabase;
let sink: MailSink;
/** Monday in the week after the one that is told of, when mails are due in Berlin. */
const DUE = new Date('2026-11-23T06:00:00Z');
const BEFORE = new Date('2026-11-20T12:00:00Z');
const never = new AbortController().signal;
const REPORT_ONLY = { sendsReport: true, alerts: [] };
let refusal: Error | null = null;

beforeEach(async () => {
  database = await createTestDatabase();
  refusal = null;
  sink = await openMailSink(() => refusal);
});

afterEach(async () => {
  await sink.close();
  await database.drop();
});

function deliverer(
  afterStep?: (step: DeliveryStep) => void,
  smtpUrl = sink.url,
  clockMs?: () => number,
): Deliverer {
  return new Deliverer({
    pool: database.pool,
    options: {
      mail: { smtpUrl, from: 'Buildhours <buildhours@example.com>', timeoutMs: 500, deadlineMs: 2_000 },
      webhook: { allowPrivate: true, deadlineMs: 500 },
      publicUrl: 'https://buildhours.example.com',
      timeZone: 'Europe/Berlin',
    },
    dice: () => 0.5,
    ...(afterStep === undefined ? {} : { afterStep }),
    ...(clockMs === undefined ? {} : { clockMs }),
  });
}

function subscribe(team: string | null = null) {
  return addSubscription(
    database.pool,
    {
      ...{
        channel: 'email',
        target: 'team@example.com',
        team,
        weekday: 1,
        hour: 7,
        timeZone: 'Europe/Berlin',
      },
      ...REPORT_ONLY,
      isPaused: false,
    },
    BEFORE,
  );
}

async function storeWeek(week = '2026-W47', isComplete = true, revision = 1): Promise<void> {
  await storeReport(database.pool, {
    ...{ week, team: null, revision, builtAt: DUE, isMadeAfterwards: false, isComplete },
    ...{ settingsFingerprint: '', figures: {}, document: sampleReport(), moved: [] },
  });
}

async function latest() {
  const [subscription] = await listSubscriptions(database.pool, DUE);
  const [delivery] = subscription?.deliveries ?? [];
  if (delivery === undefined) throw new Error('nothing is on the list');
  return delivery;
}

const after = (ms: number) => new Date(DUE.getTime() + ms);

test('the mail of a week has HTML and text, its headers, and is one of less than 100 kB, however often it is looked', async () => {
  await subscribe();
  await storeWeek();
  expect(await deliverer().turn(after(-1), never)).toBe(0);
  expect(await deliverer().turn(DUE, never)).toBe(1);
  expect(await deliverer().turn(after(HOUR_MS), never)).toBe(0);
  await storeWeek('2026-W47', true, 2);
  expect(await deliverer().turn(after(2 * HOUR_MS), never)).toBe(0);
  expect(sink.mails).toHaveLength(1);
  const [mail] = sink.mails;
  const { id, state } = await latest();
  expect(state).toBe('delivered');
  expect(mail?.subject).toBe(sampleReport().title);
  expect(mail?.messageId).toBe(`<${id}@example.com>`);
  expect(mail?.date).toEqual(DUE);
  expect(mail?.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' });
  expect(mail?.html).toContain('<html');
  expect(mail?.text).toContain('Hours lost: 41 h');
  expect(sink.sizes[0]).toBeLessThan(100_000);
  const list =
    mail?.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line.replace(/\s+/g, '') ?? '';
  const token = /unsubscribe\/([^>]+)>/.exec(list)?.[1] ?? '';
  expect(await findByToken(database.pool, token)).toMatchObject({ target: 'team@example.com' });
  expect(
    await findByToken(database.pool, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`),
  ).toBeNull();
  const click = mail?.headerLines.find(({ key }) => key === 'list-unsubscribe-post')?.line;
  expect(click).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
});

test.each(['claimed', 'sending'] as const)(
  'killed when it is %s: it is sent once, when the lease is over',
  async step => {
    await subscribe();
    await storeWeek();
    const killed = deliverer(reached => {
      if (reached === step) throw new Error('killed');
    });
    await expect(killed.turn(DUE, never)).rejects.toThrow('killed');
    expect(await deliverer().turn(after(MINUTE_MS), never)).toBe(0);
    expect(await deliverer().turn(after(6 * MINUTE_MS), never)).toBe(1);
    expect(await deliverer().turn(after(HOUR_MS), never)).toBe(0);
    expect(sink.mails).toHaveLength(1);
  },
);

test('killed between what the server accepted and its record: a repeat has the same Message-ID and the same words', async () => {
  await subscribe();
  await storeWeek();
  const killed = deliverer(reached => {
    if (reached === 'sent') throw new Error('killed');
  });
  await expect(killed.turn(DUE, never)).rejects.toThrow('killed');
  expect(await deliverer().turn(after(6 * MINUTE_MS), never)).toBe(1);
  expect(sink.mails).toHaveLength(2);
  expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(new Set(sink.mails.map(({ text }) => text)).size).toBe(1);
});

test('of pollers that look at once one sends it', async () => {
  await subscribe();
  await storeWeek();
  const tried = await Promise.all(Array.from({ length: 4 }, () => deliverer().turn(DUE, never)));
  expect(tried.reduce((a, b) => a + b)).toBe(1);
  expect(sink.mails).toHaveLength(1);
});

test('what is taken late in a long turn is nobody else’s, however long those before it took', async () => {
  await subscribe();
  await subscribe();
  await storeWeek();
  let [elapsedMs, sent] = [0, 0];
  let other: Promise<number> | null = null;
  const slow = deliverer(
    step => {
      if (step === 'sent') sent += 1;
      if (step === 'sent' && sent === 1) elapsedMs = 6 * MINUTE_MS;
      if (step === 'sending' && sent === 1) other = deliverer().turn(after(elapsedMs), never);
    },
    undefined,
    () => elapsedMs,
  );
  expect(await slow.turn(DUE, never)).toBe(2);
  expect(await other).toBe(0);
  expect(sink.mails).toHaveLength(2);
});

test('a login that is wanted and not given is tried again: somebody may set it right', async () => {
  const strict = await openMailSink(() => null, {
    onMailFrom: (_address, _session, callback) =>
      callback(Object.assign(new Error('Authentication required'), { responseCode: 530 })),
  });
  await subscribe();
  await storeWeek();
  expect(await deliverer(undefined, strict.url).turn(DUE, never)).toBe(1);
  expect(await latest()).toMatchObject({
    state: 'pending',
    problem: expect.stringContaining('Authentication'),
  });
  expect(await deliverer().turn(after(HOUR_MS), never)).toBe(1);
  expect((await latest()).state).toBe('delivered');
  await strict.close();
});

test('a report that is not there is waited for, then one goes out that says so', async () => {
  await subscribe();
  expect(await deliverer().turn(DUE, never)).toBe(0);
  expect((await latest()).state).toBe('waiting');
  await storeWeek('2026-W47', false);
  expect(await deliverer().turn(after(HOUR_MS), never)).toBe(0);
  await deliverer().turn(after(7 * HOUR_MS), never);
  expect(sink.mails.map(({ subject }) => subject)).toEqual([sampleReport().title]);
});

test('where there is none after hours, the mail says so', async () => {
  await subscribe('payments');
  await deliverer().turn(DUE, never);
  await deliverer().turn(after(6.5 * HOUR_MS), never);
  expect(sink.mails).toEqual([]);
  await deliverer().turn(after(7 * HOUR_MS), never);
  expect(sink.mails[0]?.subject).toBe('Week 47: the report is not ready');
});

test('of a team without a report the mail says what is known, since the week has its report', async () => {
  await subscribe('paymnets');
  await storeWeek();
  await deliverer().turn(DUE, never);
  await deliverer().turn(after(7 * HOUR_MS), never);
  expect(sink.mails[0]?.subject).toBe('Week 47: no report for team paymnets');
  expect(sink.mails[0]?.text).toContain('no service is of such a team, or its report could not be made');
});

test('a report is waited for from the end of its week, where the subscriber’s Monday comes before it', async () => {
  const { id, revision } = await subscribe();
  const early = { weekday: 1, hour: 0, timeZone: 'Pacific/Auckland', isPaused: false };
  await editSubscription(
    database.pool,
    id,
    { revision, target: null, team: null, ...REPORT_ONLY, ...early },
    BEFORE,
  );
  // Its Monday begins eleven hours before the week is over in Berlin.
  const due = new Date('2026-11-22T11:00:00Z');
  await deliverer().turn(due, never);
  expect((await latest()).state).toBe('waiting');
  await deliverer().turn(new Date(due.getTime() + 17 * HOUR_MS), never);
  expect(sink.mails).toEqual([]);
  await storeWeek();
  await deliverer().turn(new Date(due.getTime() + 18 * HOUR_MS), never);
  expect(sink.mails.map(({ subject }) => subject)).toEqual([sampleReport().title]);
});

test('what fails before anything is sent is recorded and tried again too', async () => {
  await subscribe();
  await storeWeek();
  await database.pool.query(sql`update report set document = '{}'`);
  expect(await deliverer().turn(DUE, never)).toBe(1);
  expect(await latest()).toMatchObject({ state: 'pending', attempts: 1 });
  await database.pool.query(sql`update report set document = ${JSON.stringify(sampleReport())}::jsonb`);
  expect(await deliverer().turn(after(HOUR_MS), never)).toBe(1);
  expect(await latest()).toMatchObject({ state: 'delivered', attempts: 2 });
});

test('one that is paused between being read and being listed gets nothing', async () => {
  const { id } = await subscribe();
  await storeWeek();
  await database.pool.query(sql`update subscription set is_paused = true`);
  await enqueue(database.pool, { subscriptionId: id, subject: 'report:2026-W47', dueAt: DUE });
  await database.pool.query(sql`update subscription set is_paused = false, active_from = ${after(1)}`);
  await enqueue(database.pool, { subscriptionId: id, subject: 'report:2026-W47', dueAt: DUE });
  expect(await deliverer().turn(after(HOUR_MS), never)).toBe(0);
  expect(sink.mails).toEqual([]);
});

test('what fails late before it is sent says nothing of the attempt that another has begun', async () => {
  const { id } = await subscribe();
  await enqueue(database.pool, { subscriptionId: id, subject: 'report:2026-W47', dueAt: DUE });
  const slow = await claimNext(database.pool, DUE);
  const next = await claimNext(database.pool, after(6 * MINUTE_MS));
  if (slow === null || next === null) throw new Error('nothing was due');
  await beginAttempt(database.pool, next, {
    document: sampleReport(),
    revision: 1,
    now: after(6 * MINUTE_MS),
  });
  const failed = { problem: 'late', nextAttemptAt: DUE, now: after(7 * MINUTE_MS) };
  await recordFailure(database.pool, slow, { ...failed, hasBegun: false });
  expect(await claimNext(database.pool, after(7 * MINUTE_MS))).toBeNull();
  await recordFailure(database.pool, next, { ...failed, hasBegun: true });
  expect(await claimNext(database.pool, after(7 * MINUTE_MS))).toMatchObject({ attempts: 1 });
});

test('a server that refuses for now is asked again after growing pauses, for a day, and then given up', async () => {
  await subscribe();
  await storeWeek();
  refusal = Object.assign(new Error('try later'), { responseCode: 451 });
  let now = DUE;
  const pausesMin: number[] = [];
  for (let i = 0; i < 30; i++) {
    await deliverer().turn(now, never);
    const { state, nextAttemptAt } = await latest();
    if (state === 'gave up' || nextAttemptAt === null) break;
    pausesMin.push((Date.parse(nextAttemptAt) - now.getTime()) / MINUTE_MS);
    now = new Date(nextAttemptAt);
  }
  expect(pausesMin.slice(0, 9)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 240]);
  expect(pausesMin.reduce((a, b) => a + b)).toBeLessThanOrEqual(24 * 60);
  expect(await latest()).toMatchObject({ state: 'gave up' });
  expect((await latest()).problem).toContain('451');
  refusal = null;
  expect(await deliverer().turn(after(48 * HOUR_MS), never)).toBe(0);
  expect(sink.mails).toEqual([]);
});

test('a server that is away is tried again; one that refuses for good is not', async () => {
  await subscribe();
  await storeWeek();
  await deliverer(undefined, 'smtp://someone:hunter2@127.0.0.1:1').turn(DUE, never);
  expect(await latest()).toMatchObject({ state: 'pending', attempts: 1 });
  refusal = Object.assign(new Error('no such mailbox'), { responseCode: 550 });
  await deliverer().turn(after(HOUR_MS), never);
  expect(await latest()).toMatchObject({ state: 'gave up', attempts: 2 });
});

test('a server that is silent is left, within bounds', async () => {
  const silent = await openMailSink(() => null, { onMailFrom: () => undefined });
  await subscribe();
  await storeWeek();
  await deliverer(undefined, silent.url).turn(DUE, never);
  expect(await latest()).toMatchObject({ state: 'pending', attempts: 1 });
  await silent.close();
});

test('a stop ends the connection itself, so that nothing is sent behind our back', async () => {
  const stop = new AbortController();
  let onClose = () => {};
  const ended = new Promise<void>(resolve => {
    onClose = resolve;
  });
  const slow = await openMailSink(() => null, { onMailFrom: () => stop.abort(), onClose });
  await subscribe();
  await storeWeek();
  await deliverer(undefined, slow.url).turn(DUE, stop.signal);
  await ended;
  expect(await latest()).toMatchObject({ state: 'pending', problem: 'stopped while it was sent' });
  await slow.close();
});

test('a server that turns everybody away is tried again: it says nothing of our mail', async () => {
  const closed = await openMailSink(() => null, {
    onConnect: (_session, callback) =>
      callback(Object.assign(new Error('no service here'), { responseCode: 554 })),
  });
  await subscribe();
  await storeWeek();
  await deliverer(undefined, closed.url).turn(DUE, never);
  expect(await latest()).toMatchObject({ state: 'pending', problem: expect.stringContaining('554') });
  await closed.close();
});

test('what a login fails with holds no password', async () => {
  const closed = await openMailSink(() => null, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, callback) => callback(new Error(`wrong password ${password}`)),
  });
  await subscribe();
  await storeWeek();
  await deliverer(undefined, closed.url.replace('//', '//someone:hunter2@')).turn(DUE, never);
  const { state, problem } = await latest();
  expect(state).toBe('pending');
  expect(problem).toContain('wrong password');
  expect(problem).not.toContain('hunter2');
  await closed.close();
});

test('new year, and the hour that comes twice: each week once, at its local hour', async () => {
  const { id, revision } = await subscribe();
  await editSubscription(
    database.pool,
    id,
    {
      ...{ revision, target: null, team: null, weekday: 7, hour: 2, timeZone: 'Europe/Berlin' },
      ...REPORT_ONLY,
      isPaused: false,
    },
    new Date('2026-10-20T00:00:00Z'),
  );
  await storeWeek('2026-W42');
  for (let minute = -90; minute <= 150; minute += 30) {
    await deliverer().turn(new Date(Date.parse('2026-10-25T00:00:00Z') + minute * MINUTE_MS), never);
  }
  expect(sink.mails).toHaveLength(1);
  expect((await latest()).dueAt).toBe('2026-10-25T00:00:00.000Z');
  await storeWeek('2026-W52');
  await storeWeek('2026-W53');
  for (const day of ['2027-01-03', '2027-01-04', '2027-01-10', '2027-01-11'])
    await deliverer().turn(new Date(`${day}T12:00:00Z`), never);
  expect((await listSubscriptions(database.pool, DUE))[0]?.deliveries.map(({ subject }) => subject)).toEqual([
    'report:2026-W53',
    'report:2026-W52',
    'report:2026-W42',
  ]);
});

test('one that is deleted gets nothing, also what was on the list; a test arrives at once', async () => {
  const { id } = await subscribe();
  await deliverer().turn(DUE, never);
  await sendTest(database.pool, id, DUE);
  await deliverer().turn(DUE, never);
  expect(sink.mails.map(({ subject }) => subject)).toEqual(['Buildhours: a test']);
  await deleteSubscription(database.pool, id, DUE);
  await storeWeek();
  await deliverer().turn(after(HOUR_MS), never);
  expect(sink.mails).toHaveLength(1);
  const { rows } = await database.pool.query(sql`select state from delivery where subject like 'report:%'`);
  expect(rows).toEqual([{ state: 'cancelled' }]);
});

test('an edit takes no target that is none of its channel, and none over what somebody else saved', async () => {
  const { id, revision } = await subscribe();
  const options = {
    team: null,
    weekday: 1,
    hour: 7,
    timeZone: 'Europe/Berlin',
    isPaused: false,
    ...REPORT_ONLY,
  };
  const edit = (target: string) => editSubscription(database.pool, id, { ...options, target, revision }, DUE);
  await expect(edit('a@b, c@d')).rejects.toThrow('target must be an address of mail');
  expect((await edit('lead@example.com')).target).toBe('lead@example.com');
  await expect(edit('other@example.com')).rejects.toThrow('somebody else saved');
});

test('of a webhook neither list nor edit tells its address or secret', async () => {
  const made = await addSubscription(
    database.pool,
    {
      ...{ channel: 'webhook', target: 'https://hooks.example.com/SECRET', team: null, weekday: 1, hour: 7 },
      ...{ timeZone: 'Europe/Berlin', isPaused: false, ...REPORT_ONLY },
    },
    BEFORE,
  );
  expect(made.signingSecret).toMatch(/^whsec_/);
  const listed = JSON.stringify(await listSubscriptions(database.pool, DUE));
  expect(listed).toContain('hooks.example.com/…');
  for (const secret of ['SECRET', 'whsec_']) expect(listed).not.toContain(secret);
});
