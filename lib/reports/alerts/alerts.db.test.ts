import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { StoredChange } from '@/lib/insights/changes/change';
import { changeMarkSchema, changesSearchSchema, NoChangeError } from '@/lib/insights/changes/change';
import { packDuration } from '@/lib/insights/changes/series-state';
import { listChanges, markChange } from '@/lib/insights/changes/stored-changes';
import { storeSettings } from '@/lib/settings/save-settings';
import { addDays, dayNumber, weekdayOf } from '@/lib/time/days';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { type MailSink, openMailSink } from '@/tests/world/mail-sink';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { Deliverer, type DeliveryStep } from '../delivery/deliverer';
import { enqueue } from '../delivery/deliveries';
import {
  addSubscription,
  editSubscription,
  listSubscriptions,
  sendTest,
} from '../delivery/stored-subscriptions';
import type { SubscriptionDraft } from '../delivery/subscription';
import { type AlertKind, alertsSearchSchema, type FoundAlert } from './alert';
import { listAlerts, markAlert, storeAlerts } from './stored-alerts';
import { AlertsUpkeep } from './upkeep';

/** A Wednesday. */
const TODAY = '2026-11-25';
const NOW = new Date(`${TODAY}T13:00:00Z`);
const ALL: AlertKind[] = ['regression', 'cache', 'queue', 'target', 'unusual'];
const never = new AbortController().signal;
let db: TestDatabase;
let sink: MailSink;
let context: ReaderContext;
let repoId = 0;

beforeEach(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  repoId = await addRepo(db.pool, 'acme/shop');
  await db.pool.query(sql`update repo_import set history_done = true`);
  await askServer(NOW);
  sink = await openMailSink();
  context = { source: new WeekSource(db.pool), now: NOW, timeZone: 'Europe/Berlin' };
});
afterEach(async () => {
  await sink.close();
  await db.drop();
});

/** When it was last asked what is new. */
const askServer = (at: Date) => db.pool.query(sql`update server set discovered_at = ${at}`);

/** A build that is listed, and not imported yet. */
const listBuild = (day: string) =>
  db.pool.query(sql`
    insert into build_todo (repo_id, number, reason, created_at) values (${repoId}, 1, 'new', ${`${day}T12:00:00Z`})`);

const later = (ms: number) => new Date(NOW.getTime() + ms);

function subscribe(change: Partial<SubscriptionDraft> = {}) {
  const draft: SubscriptionDraft = {
    ...{ channel: 'email', target: 'team@example.com', team: null, weekday: 1, hour: 7 },
    ...{ timeZone: 'Europe/Berlin', isPaused: false, sendsReport: false, alerts: ALL },
    ...change,
  };
  return addSubscription(db.pool, draft, later(-DAY_MS));
}

/** What upkeep stores; a poller of its own each time, as after a restart. */
const look = (now = NOW) =>
  new AlertsUpkeep({ source: new WeekSource(db.pool), timeZone: 'Europe/Berlin' }).turn(now);

function deliverer(afterStep?: (step: DeliveryStep) => void): Deliverer {
  return new Deliverer({
    pool: db.pool,
    options: {
      mail: { smtpUrl: sink.url, from: 'buildhours@example.com' },
      webhook: { allowPrivate: true },
      publicUrl: 'https://buildhours.example.com',
      timeZone: 'Europe/Berlin',
    },
    ...(afterStep === undefined ? {} : { afterStep }),
  });
}

const subjects = () => sink.mails.map(({ subject }) => subject);

async function storeChange(
  subject: string,
  day: string,
  change: Partial<StoredChange> & { isAlarm?: boolean } = {},
) {
  const { isAlarm = false, ...rest } = change;
  const stored: StoredChange = {
    ...{ kind: 'step', service: 'acme/shop', team: 'acme', repository: 'acme/shop', pipeline: 'default' },
    ...{ step: 'publish', cacheKind: null, tool: null, before: 60_000, after: 90_000, effect: 0.5 },
    ...{ rangeFrom: addDays(day, -3), rangeUntil: addDays(day, 3), isWorse: true, pValue: 1e-12 },
    ...{ hoursAWeek: 2, isDrifting: false, label: null, suspectCount: 0, suspects: [], logChanges: [] },
    ...rest,
  };
  await db.pool.query(sql`
    insert into found_change (repo_id, subject, day, is_alarm, change, found_at)
    values (${repoId}, ${subject}, ${day}::date, ${isAlarm}, ${JSON.stringify(stored)}::jsonb, ${NOW})`);
  return `${repoId}~${day}~${subject}`;
}

const CACHE = { kind: 'cache', cacheKind: 'layers', before: 0.95, after: 0.1, effect: -0.85 } as const;
const alertsThere = async () => (await listAlerts(context, alertsSearchSchema.parse({}))).alerts;

describe('what changed', () => {
  test('a regression is told once, however often it is found, looked for and sent', async () => {
    await subscribe();
    await storeChange('step 7', '2026-11-20');
    expect(await look()).toBe(true);
    await deliverer().turn(NOW, never);
    expect(subjects()).toEqual(['Alert: Step publish of acme/shop got slower']);
    const text = sink.mails[0]?.text ?? '';
    expect(text).toContain('got slower since Fri 20 Nov: +30s (+50%), from 1m 00s to 1m 30s');
    expect(text).toContain('It began somewhere in 17 – 23 Nov 2026');
    expect(text).toContain('It costs 2.0 h a week');
    const [alert] = await alertsThere();
    expect(alert?.kinds).toEqual(['regression']);
    expect(text).toContain(`https://buildhours.example.com/alerts?alert=${alert?.id}`);
    // It moves by a day when more is known, and is told no more.
    await db.pool.query(sql`update found_change set day = day - 1`);
    expect(await look(later(HOUR_MS))).toBe(false);
    await deliverer().turn(later(2 * HOUR_MS), never);
    expect(sink.mails).toHaveLength(1);
  });

  test('a step with its cache and the wait for its service is one, for whoever wants one of them', async () => {
    await subscribe({ alerts: ['cache'] });
    await subscribe({ alerts: ['queue'] });
    await storeChange('step 7', '2026-11-20');
    await storeChange('cache 7 layers default ', '2026-11-20', CACHE);
    await storeChange('wait acme/shop', '2026-11-20', { kind: 'wait', step: null, pipeline: null });
    await look();
    await deliverer().turn(NOW, never);
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]?.text).toContain('Its cache hits 10% of look-ups, before 95%');
  });

  test('a fallen cache, and a day out of the usual, which claims nothing that lasts', async () => {
    await subscribe({ alerts: ['cache', 'unusual'] });
    await storeChange('cache 7 layers default ', '2026-11-20', CACHE);
    await storeChange('step 9', TODAY, { step: 'test', pValue: null, isAlarm: true });
    await look();
    await deliverer().turn(NOW, never);
    expect(subjects()).toEqual(['Alert: Step test of acme/shop out of the usual and 1 more']);
    const text = sink.mails[0]?.text ?? '';
    expect(text).toContain('hits less since Fri 20 Nov: from 95% to 10% of look-ups');
    expect(text).toContain('may still prove to be nothing');
    expect(text.match(/Worse:/g)).toHaveLength(1);
  });

  test('what began earlier, what got better, and what chance may explain raise none', async () => {
    await subscribe();
    await storeChange('step 1', '2026-11-17');
    await storeChange('step 2', '2026-11-20', { isWorse: false, before: 90_000, after: 60_000 });
    await storeChange('step 3', '2026-11-20', { pValue: 1e-5 });
    expect(await look()).toBe(false);
    expect(await alertsThere()).toEqual([]);
  });

  test('what is acknowledged before it is sent is not sent: as a change, or as an alert', async () => {
    await subscribe();
    const id = await storeChange('step 7', '2026-11-20');
    await look();
    await markChange(context, changeMarkSchema.parse({ id, state: 'acknowledged', by: 'Ada' }));
    await deliverer().turn(NOW, never);
    expect(sink.mails).toEqual([]);
    expect(await alertsThere()).toMatchObject([{ state: 'acknowledged', by: 'Ada' }]);
    // Also between being listed and being sent.
    await storeChange('step 8', '2026-11-23', { repository: 'acme/other' });
    await look(later(HOUR_MS));
    const [second] = await alertsThere();
    await deliverer(step => {
      if (step === 'claimed') throw new Error('killed');
    })
      .turn(later(HOUR_MS), never)
      .catch(() => undefined);
    await markAlert(context, second?.id ?? '', { state: 'acknowledged', by: null, note: 'known' });
    await deliverer().turn(later(HOUR_MS + 6 * MINUTE_MS), never);
    expect(sink.mails).toEqual([]);
    const [subscription] = await listSubscriptions(db.pool, NOW);
    expect(subscription?.deliveries[0]).toMatchObject({
      state: 'cancelled',
      problem: 'acknowledged before it was sent',
    });
  });

  test('what is said of an alert is said of its change, and taken back with it', async () => {
    await storeChange('step 7', '2026-11-20');
    await look();
    const [alert] = await alertsThere();
    const id = alert?.id ?? '';
    await markAlert(context, id, { state: 'acknowledged', by: 'Ada', note: 'new base image' });
    const changes = async () => (await listChanges(context, changesSearchSchema.parse({}))).changes;
    expect(await changes()).toMatchObject([{ state: 'acknowledged', mark: { by: 'Ada' } }]);
    expect(await alertsThere()).toMatchObject([{ state: 'acknowledged', note: 'new base image' }]);
    await markAlert(context, id, { state: 'new', by: null, note: null });
    expect(await changes()).toMatchObject([{ state: 'new' }]);
    expect(await alertsThere()).toMatchObject([{ state: 'new', by: null, note: null, at: null }]);
  });

  test('how large a regression is has its interval, of what that is an interval of', async () => {
    await storeChange('step 7', '2026-11-20');
    const points = Array.from({ length: 14 }, (_, i) => {
      const fromDay = addDays('2026-11-13', i);
      const seconds = fromDay < '2026-11-20' ? 60 : 90;
      return {
        fromDay,
        untilDay: addDays(fromDay, 1),
        buildCount: 9,
        logMedian: Math.log(seconds + (i % 3)),
      };
    });
    const packed = packDuration({ points, settled: [], recent: [] });
    await db.pool.query(sql`
      insert into watched_series (repo_id, subject, points, settled)
      values (${repoId}, 'step 7', ${packed.points}, ${JSON.stringify(packed.settled)}::jsonb)`);
    await look();
    const [alert] = await alertsThere();
    expect(alert?.detail).toMatch(
      /Between the means of the days before and since, up to the changes beside it: \+50% \(95 % interval \+47% to \+52%\)/,
    );
  });

  test('what was said of an alert and is taken back of its change is taken back of both', async () => {
    const change = await storeChange('step 7', '2026-11-20');
    await look();
    const id = (await alertsThere())[0]?.id ?? '';
    const takeBack = () => markChange(context, changeMarkSchema.parse({ id: change, state: 'new' }));
    await markAlert(context, id, { state: 'acknowledged', by: 'Ada', note: null });
    await takeBack();
    expect(await alertsThere()).toMatchObject([{ state: 'new', by: null, at: null }]);
    // Also what was said while the change was gone, once it is there again.
    await db.pool.query(sql`delete from found_change`);
    await markAlert(context, id, { state: 'acknowledged', by: 'Ada', note: 'known' });
    expect(await alertsThere()).toMatchObject([{ state: 'acknowledged', by: 'Ada', note: 'known' }]);
    await storeChange('step 7', '2026-11-20');
    const { changes } = await listChanges(context, changesSearchSchema.parse({}));
    expect(changes).toMatchObject([{ state: 'acknowledged', mark: { by: 'Ada', note: 'known' } }]);
    await takeBack();
    expect(await alertsThere()).toMatchObject([{ state: 'new', by: null, note: null }]);
  });

  test('what went back later is said of it, as far as its days tell', async () => {
    await storeChange('step 7', '2026-11-20');
    await storeChange('step 8', '2026-11-20', { step: 'test' });
    await look();
    expect((await alertsThere()).map(({ recovery }) => recovery)).toEqual([null, null]);
    await storeChange('step 7', '2026-11-27', { isWorse: false, before: 90_000, after: 61_000 });
    const points = Array.from({ length: 25 }, (_, i) => {
      const fromDay = addDays('2026-11-09', i);
      const seconds = fromDay < '2026-11-20' ? 60 : fromDay < '2026-11-27' ? 90 : 61;
      const logMedian = Math.log(seconds + (i % 3));
      return { fromDay, untilDay: addDays(fromDay, 1), buildCount: 9, logMedian };
    });
    const packed = packDuration({ points, settled: [], recent: [] });
    for (const subject of ['step 7', 'step 8'])
      await db.pool.query(sql`
        insert into watched_series (repo_id, subject, points, settled)
        values (${repoId}, ${subject}, ${packed.points}, ${JSON.stringify(packed.settled)}::jsonb)`);
    const [publish, test] = (await alertsThere()).sort((a, b) => (a.text < b.text ? -1 : 1));
    expect(publish?.recovery).toMatchObject({ day: '2026-11-27', until: null, isBack: true });
    expect(publish?.recovery?.text).toMatch(
      /^Back since Fri 27 Nov \(somewhere in 24 – 30 Nov 2026\): 1m 01s, before it got worse 1m 00s; 95 % interval of what is left: [+−]\d.* to \+\d.*%$/,
    );
    expect(test?.recovery).toBeNull();
  });

  test('what is said of one day out of the usual silences nothing that lasts', async () => {
    await subscribe({ alerts: ['regression'] });
    await storeChange('step 7', TODAY, { pValue: null, isAlarm: true });
    await look();
    const [unusual] = await alertsThere();
    await storeChange('step 7', '2026-11-23');
    await markAlert(context, unusual?.id ?? '', { state: 'acknowledged', by: 'Ada', note: null });
    await look(later(HOUR_MS));
    await deliverer().turn(later(HOUR_MS), never);
    expect(subjects()).toEqual(['Alert: Step publish of acme/shop got slower']);
    expect(await alertsThere()).toMatchObject([
      { kinds: ['regression'], state: 'new' },
      { kinds: ['unusual'], state: 'acknowledged', by: 'Ada' },
    ]);
    await markAlert(context, unusual?.id ?? '', { state: 'new', by: null, note: null });
    expect((await alertsThere()).map(({ state }) => state)).toEqual(['new', 'new']);
  });

  test('what one day showed has one state, said and taken back where its alert is listed or where the change is', async () => {
    const id = await storeChange('step 7', TODAY, { pValue: null, isAlarm: true });
    await look();
    await storeChange('step 7', '2026-11-23');
    await look(later(HOUR_MS));
    const states = async () => {
      const { changes } = await listChanges(context, changesSearchSchema.parse({}));
      return [changes, await alertsThere()].map(all => all.map(({ state }) => state).sort());
    };
    const unusual = (await alertsThere()).find(({ kinds }) => kinds.includes('unusual'));
    const said = [
      ['acknowledged', 'new'],
      ['acknowledged', 'new'],
    ];
    const none = [
      ['new', 'new'],
      ['new', 'new'],
    ];
    await markAlert(context, unusual?.id ?? '', { state: 'acknowledged', by: 'Ada', note: 'a flaky runner' });
    expect(await states()).toEqual(said);
    expect((await listChanges(context, changesSearchSchema.parse({}))).changes).toContainEqual(
      expect.objectContaining({ id, mark: expect.objectContaining({ by: 'Ada', note: 'a flaky runner' }) }),
    );
    await markChange(context, changeMarkSchema.parse({ id, state: 'new' }));
    expect(await states()).toEqual(none);
    await markChange(context, changeMarkSchema.parse({ id, state: 'acknowledged' }));
    expect(await states()).toEqual(said);
    await markAlert(context, unusual?.id ?? '', { state: 'new', by: null, note: null });
    expect(await states()).toEqual(none);
  });

  test('what is said of the cache of a step says nothing of the step', async () => {
    await subscribe({ alerts: ['regression'] });
    await storeChange('step 7', '2026-11-20');
    const cache = await storeChange('cache 7 layers default ', '2026-11-20', CACHE);
    await look();
    await markChange(context, changeMarkSchema.parse({ id: cache, state: 'acknowledged' }));
    expect(await alertsThere()).toMatchObject([{ state: 'new' }]);
    await deliverer().turn(NOW, never);
    expect(sink.mails).toHaveLength(1);
  });

  test('it is taken back also where the change is gone since', async () => {
    await storeChange('step 7', '2026-11-20');
    await look();
    const id = (await alertsThere())[0]?.id ?? '';
    await markAlert(context, id, { state: 'acknowledged', by: 'Ada', note: null });
    await db.pool.query(sql`delete from found_change`);
    expect(await alertsThere()).toMatchObject([{ state: 'acknowledged' }]);
    expect(await markAlert(context, id, { state: 'new', by: null, note: null })).toMatchObject({
      state: 'new',
    });
  });

  test('who explained a change is not overruled by who acknowledges or takes back its alert', async () => {
    const change = await storeChange('step 7', '2026-11-20');
    await look();
    const id = (await alertsThere())[0]?.id ?? '';
    const said = { id: change, state: 'explained', by: 'Ada', note: 'new base image' };
    await markChange(context, changeMarkSchema.parse(said));
    for (const state of ['acknowledged', 'new'] as const) {
      const marked = await markAlert(context, id, { state, by: 'Bob', note: 'seen' });
      expect(marked).toMatchObject({ state: 'explained', by: 'Ada', note: 'new base image' });
    }
    const { changes } = await listChanges(context, changesSearchSchema.parse({}));
    expect(changes).toMatchObject([{ state: 'explained', mark: { by: 'Ada', note: 'new base image' } }]);
  });

  test('how many there are is said where not all are listed', async () => {
    await storeChange('step 7', '2026-11-20');
    await storeChange('step 8', '2026-11-23', { repository: 'acme/other', service: 'acme/other' });
    await look();
    const { alerts, alertCount } = await listAlerts(context, alertsSearchSchema.parse({ limit: 1 }));
    expect([alerts.length, alertCount]).toEqual([1, 2]);
  });
});

test('a test message shows what an alert of the subscription looks like', async () => {
  const { id } = await subscribe({ alerts: ['regression'] });
  await sendTest(db.pool, id, NOW);
  await deliverer().turn(NOW, never);
  expect(sink.mails[0]?.text).toContain('Nothing was found yet');
  await storeChange('step 7', '2026-11-20');
  await look();
  await sendTest(db.pool, id, later(1));
  await deliverer().turn(later(1), never);
  const test = sink.mails.find(({ text }) => text?.includes('Alerts look like this'));
  expect(sink.mails.map(({ subject }) => subject).sort()).toEqual([
    'Alert: Step publish of acme/shop got slower',
    'Buildhours: a test',
    'Buildhours: a test',
  ]);
  expect(test).toBeDefined();
});

describe('to whom', () => {
  test('pollers that look and send at once store and send it once; a restart in between loses none', async () => {
    await subscribe();
    await storeChange('step 7', '2026-11-20');
    await Promise.all(Array.from({ length: 4 }, () => look()));
    expect(await alertsThere()).toHaveLength(1);
    await Promise.all(Array.from({ length: 4 }, () => deliverer().turn(NOW, never)));
    expect(sink.mails).toHaveLength(1);
    await storeChange('step 8', '2026-11-24', { repository: 'acme/other' });
    await look(later(2 * HOUR_MS));
    const killed = deliverer(step => {
      if (step === 'sending') throw new Error('killed');
    });
    await expect(killed.turn(later(2 * HOUR_MS), never)).rejects.toThrow('killed');
    await deliverer().turn(later(2 * HOUR_MS + 6 * MINUTE_MS), never);
    expect(sink.mails).toHaveLength(2);
  });

  test('a team gets what concerns it, and who subscribed later nothing that was found before', async () => {
    await subscribe({ team: 'acme', target: 'acme@example.com' });
    await subscribe({ team: 'other', target: 'other@example.com' });
    await storeChange('step 7', '2026-11-20');
    await look();
    const late = await subscribe({ target: 'late@example.com' });
    await db.pool.query(sql`update subscription set alerts_from = ${later(1)} where id = ${late.id}`);
    await deliverer().turn(later(MINUTE_MS), never);
    expect(sink.mails.map(({ to }) => JSON.stringify(to))).toEqual([
      expect.stringContaining('acme@example.com'),
    ]);
  });

  test('who wants no reports any more gets not the one that is waited for, and alerts go on', async () => {
    const { id, revision } = await subscribe({ sendsReport: true });
    await enqueue(db.pool, { subscriptionId: id, subject: 'report:2026-W47', dueAt: NOW });
    const options = { team: null, weekday: 1, hour: 7, timeZone: 'Europe/Berlin', isPaused: false };
    const edit = { ...options, revision, target: null, sendsReport: false, alerts: ALL };
    await editSubscription(db.pool, id, edit, NOW);
    await storeChange('step 7', '2026-11-20');
    await look(later(MINUTE_MS));
    await deliverer().turn(later(8 * HOUR_MS), never);
    expect(subjects()).toEqual(['Alert: Step publish of acme/shop got slower']);
  });

  test('an edit loses no alert that is wanted before and after it, and brings forth none that was not', async () => {
    const { id, revision } = await subscribe({ alerts: ['regression', 'queue'] });
    await storeChange('step 7', '2026-11-20');
    await storeChange('step 9', TODAY, { step: 'test', pValue: null, isAlarm: true });
    await look();
    const edit = {
      ...{ team: null, weekday: 3, hour: 9, timeZone: 'Europe/Berlin', isPaused: false, revision },
      ...{ target: null, sendsReport: true, alerts: ['regression' as const] },
    };
    const edited = await editSubscription(db.pool, id, edit, later(MINUTE_MS));
    await deliverer().turn(later(2 * MINUTE_MS), never);
    expect(subjects()).toEqual(['Alert: Step publish of acme/shop got slower']);
    await editSubscription(
      db.pool,
      id,
      { ...edit, revision: edited.revision, alerts: ALL },
      later(3 * MINUTE_MS),
    );
    await deliverer().turn(later(2 * HOUR_MS), never);
    expect(sink.mails).toHaveLength(1);
  });

  test('in an hour one message, with ten at most; what is more is on the page', async () => {
    await subscribe();
    for (let i = 0; i < 12; i += 1)
      await storeChange(`step ${i}`, '2026-11-24', {
        repository: `acme/repo-${i}`,
        service: `acme/repo-${i}`,
      });
    await look();
    await deliverer().turn(NOW, never);
    expect(subjects()).toEqual([expect.stringMatching(/and 11 more$/)]);
    const text = sink.mails[0]?.text ?? '';
    expect(text.match(/got slower since/g)).toHaveLength(10);
    expect(text).toContain('and 2 more');
    await storeChange('step 99', TODAY, { repository: 'acme/last' });
    await look(later(10 * MINUTE_MS));
    await deliverer().turn(later(10 * MINUTE_MS), never);
    expect(sink.mails).toHaveLength(1);
    await deliverer().turn(later(61 * MINUTE_MS), never);
    expect(sink.mails).toHaveLength(2);
    expect(sink.mails[1]?.text?.match(/got slower since/g)).toHaveLength(1);
  });
});

/** Ten builds on each working day, of so many seconds of queue and of wait. */
async function storeDays(
  from: string,
  until: string,
  of: (day: string, i: number) => { queueS: number; waitS: number },
) {
  const builds = [];
  for (let day = from; day < until; day = addDays(day, 1)) {
    if (weekdayOf(dayNumber(day)) > 5) continue;
    for (let i = 0; i < 10; i += 1) {
      const { queueS, waitS } = of(day, i);
      builds.push({
        ...{ repoId, number: 10 * dayNumber(day) + i, created: `${day}T0${i}:00:00Z`, waitS },
        startedS: queueS,
        stages: [
          {
            ...{ startS: queueS, stopS: waitS },
            steps: [{ name: 'test', startS: queueS, stopS: waitS, dependsOn: [] }],
          },
        ],
      });
    }
  }
  await storeBuilds(db.pool, builds);
}

describe('the queue', () => {
  test('a day above the band of the 28 days before is told, once for the days that follow; not while the history comes in', async () => {
    await subscribe({ alerts: ['queue'] });
    await storeDays('2026-10-20', TODAY, (day, i) => {
      const queueS = day >= '2026-11-23' ? 400 + i : 20 + ((i + dayNumber(day)) % 7);
      return { queueS, waitS: queueS + 300 };
    });
    await db.pool.query(sql`update repo_import set history_done = false`);
    expect(await look()).toBe(false);
    await db.pool.query(sql`update repo_import set history_done = true`);
    await look();
    await deliverer().turn(NOW, never);
    expect(subjects()).toEqual(['Alert: long queue on Mon 23 Nov']);
    const text = sink.mails[0]?.text ?? '';
    expect(text).toMatch(
      /half of the successful builds waited longer than 6m 4\ds for a runner, usual are \d+s to \d+s/,
    );
    expect(await look(later(HOUR_MS))).toBe(false);
  });

  test('none is told while builds of this week or the last are still to come', async () => {
    await storeDays('2026-10-20', TODAY, (day, i) => {
      const queueS = day >= '2026-11-23' ? 400 + i : 20 + ((i + dayNumber(day)) % 7);
      return { queueS, waitS: queueS + 300 };
    });
    await listBuild('2026-11-24');
    expect(await look()).toBe(false);
    await db.pool.query(sql`update build_todo set created_at = '2026-11-18T12:00:00Z'`);
    expect(await look()).toBe(false);
    await db.pool.query(sql`delete from build_todo`);
    expect(await look()).toBe(true);
    // No interval says that it is worse: it is unusual.
    expect(await alertsThere()).toMatchObject([
      { kinds: ['queue'], tone: null, href: '/heatmap?range=2026-11-23..2026-11-23' },
    ]);
  });

  test('none is told where a day is like the others', async () => {
    await storeDays('2026-10-20', TODAY, (day, i) => {
      const queueS = 60 + ((i * dayNumber(day)) % 50);
      return { queueS, waitS: queueS + 300 };
    });
    expect(await look()).toBe(false);
  });
});

describe('targets', () => {
  const storeTarget = () => storeSettings(db.pool, { targets: { 'acme/shop': { p90Seconds: 600 } } }, {});

  test('the first week that misses is told, the next one is not', async () => {
    await subscribe({ alerts: ['target'] });
    await storeTarget();
    await storeDays('2026-11-02', TODAY, day => ({ queueS: 5, waitS: day >= '2026-11-16' ? 700 : 300 }));
    await look();
    await deliverer().turn(NOW, never);
    expect(subjects()).toEqual(['Alert: acme/shop missed its target']);
    expect(sink.mails[0]?.text).toContain('p90 11m 40s, target 10m 00s');
    await storeDays('2026-11-25', '2026-12-02', () => ({ queueS: 5, waitS: 700 }));
    await askServer(new Date('2026-11-30T09:00:00Z'));
    expect(await look(new Date('2026-11-30T10:00:00Z'))).toBe(false);
  });

  test('a week is looked at once the server was asked after its end, and its builds are there', async () => {
    await storeTarget();
    await storeDays('2026-11-02', TODAY, day => ({ queueS: 5, waitS: day >= '2026-11-16' ? 700 : 300 }));
    await askServer(new Date('2026-11-18T12:00:00Z'));
    expect(await look()).toBe(false);
    await askServer(NOW);
    await listBuild('2026-11-20');
    expect(await look()).toBe(false);
    // Who cannot be read holds up nobody.
    await db.pool.query(sql`update build_todo set attempts = 3`);
    expect(await look()).toBe(true);
    expect(await alertsThere()).toMatchObject([{ kinds: ['target'] }]);
  });

  test('a week that is near its target, or of a few builds, is no miss', async () => {
    await storeTarget();
    await storeDays('2026-11-02', TODAY, (_, i) => ({ queueS: 5, waitS: i === 0 ? 700 : 300 }));
    expect(await look()).toBe(false);
  });
});

test('what is gone before it is described holds up no other; what else fails is told', async () => {
  const content = { short: 'b', text: 'b', detail: 'b', tone: null, href: '/changes' };
  const found = (subject: string, describe: FoundAlert['describe']): FoundAlert => ({
    ...{ subject, since: TODAY, kinds: ['queue'], teams: [], changes: null, describe },
  });
  const gone = found('a', () => Promise.reject(new NoChangeError('1~2026-11-25~step 7')));
  const there = found('b', () => Promise.resolve(content));
  const store = (...all: FoundAlert[]) => inTransaction(db.pool, client => storeAlerts(client, all, NOW));
  expect(await store(gone, there)).toBe(1);
  expect(await alertsThere()).toMatchObject([{ short: 'b' }]);
  await expect(store(found('c', () => Promise.reject(new Error('broken'))))).rejects.toThrow('broken');
});

test('the history of a first import raises none', async () => {
  await subscribe();
  await storeSettings(db.pool, { targets: { 'acme/shop': { p90Seconds: 100 } } }, {});
  for (let i = 0; i < 20; i += 1) await storeChange(`step ${i}`, addDays('2026-11-17', -7 * i));
  await storeDays('2026-07-01', '2026-11-17', (day, i) => ({
    queueS: day.endsWith('3') ? 900 : 20 + i,
    waitS: 1200,
  }));
  expect(await look()).toBe(false);
  await deliverer().turn(NOW, never);
  expect(sink.mails).toEqual([]);
});
