import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { DAY_MS } from '@/lib/time/units';
import { type ServedPages, servePages } from './serve-pages';
import { DatabaseLink, type Loss } from './world/database-link';
import { storeSmallWorld } from './world/small-world';

let database: TestDatabase;
let link: DatabaseLink;
let pages: ServedPages;

beforeAll(async () => {
  database = await createTestDatabase();
  const builds = Array.from({ length: 40 }, (_, i) => ({
    number: i + 1,
    finished: new Date(Date.now() - (40 - i) * DAY_MS).toISOString(),
  }));
  await storeSmallWorld(database.pool, 'acme/api', builds);
  link = await DatabaseLink.open(database.url);
  pages = await servePages(link.url);
});
afterAll(async () => {
  await pages.stop();
  link.down();
  await database.drop();
});

const KEPT_MS = 1_100;
/** However it is lost, nobody waits for longer. */
const MOST_MS = 20_000;
/** No page sends so many messages to the database. */
const MOST_MESSAGES = 100;

async function isReady(): Promise<void> {
  const deadlineMs = performance.now() + MOST_MS;
  for (;;) {
    const answer = await fetch(`${pages.address}/api/v1/health`, { signal: AbortSignal.timeout(MOST_MS) });
    if (answer.status === 200) return;
    if (performance.now() > deadlineMs) throw new Error(`not ready: ${await answer.text()}`);
    await sleep(100);
  }
}

interface Answer {
  status: number;
  text: string;
}

/** @returns null: it was there before so many messages were sent */
async function loseAfter(path: string, loss: Loss, messages: number): Promise<Answer | null> {
  await link.up();
  await isReady();
  link.loseAfter(messages, loss);
  const answer = await fetch(pages.address + path, { signal: AbortSignal.timeout(MOST_MS) });
  const { status, headers } = answer;
  const text = await answer.text();
  if (!link.isLost) return null;
  expect([200, 503], `after ${messages}: ${text.slice(0, 400)}`).toContain(status);
  if (status === 503) {
    expect(text).toMatch(/the database (does not answer|took too long)/i);
    expect(headers.get('retry-after')).toBe('5');
  } else expect(text).toMatch(/<\/html>|^\{/);
  return { status, text };
}

/** Loses the database at every message that an answer takes, until one is there before. @returns the others, in order */
async function loseAtEach(path: string, loss: Loss): Promise<Answer[]> {
  const answers: Answer[] = [];
  // A page that was just whole is kept for a second.
  await sleep(KEPT_MS);
  for (let messages = 0; messages < MOST_MESSAGES; messages += 1) {
    const answer = await loseAfter(path, loss, messages);
    if (answer === null) return answers;
    answers.push(answer);
  }
  throw new Error(`${path} takes more than ${MOST_MESSAGES} messages`);
}

const statuses = (answers: readonly Answer[]) => [...new Set(answers.map(({ status }) => status))].sort();

test.each([
  ['/', 'down'],
  ['/', 'broken once'],
  ['/services', 'down'],
  ['/builds?range=1w', 'down'],
  ['/settings', 'down'],
  ['/api/v1/metrics/wait', 'down'],
  ['/api/v1/builds', 'broken once'],
  ['/api/v1/changes', 'down'],
] as const)('%s says so whenever the database is %s meanwhile', async (path, loss) => {
  const answers = await loseAtEach(path, loss);
  expect(statuses(answers)).toContain(503);
});

test.each([0, 3, 6])(
  'a page that waits for a database that hangs after %i messages says so within seconds',
  async messages => {
    await sleep(KEPT_MS);
    expect((await loseAfter('/', 'hangs', messages))?.status).toBe(503);
  },
);
