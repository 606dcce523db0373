import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { WeekSource } from '@/lib/weeks/reader';
import { SMALL_ZONE, storeSmallWorld } from '@/tests/world/small-world';
import { metricFilterSchema } from '../metric-filter';
import { runMetric } from '../run-metric';
import { BUCKET_FIGURES } from './columns';
import { EXPORT_PAGES } from './export-pages';
import { shortTitleOf, writePageFile } from './page-file';

let db: TestDatabase;
const NOTHING = { said: [], tables: [] };
const FILTER = metricFilterSchema.parse({ range: '2026-03-09..2026-03-11', event: 'all' });

beforeAll(async () => {
  db = await createTestDatabase();
  await storeSmallWorld(db.pool, 'acme/api', [
    { number: 1, finished: '2026-03-09T10:00:00Z', waitS: 100, step: { name: '=1+1' } },
    { number: 2, finished: '2026-03-11T10:00:00Z', waitS: 400, step: { name: 'Prüfung, "zwei"' } },
  ]);
});
afterAll(() => db.drop());

const context = () => ({
  source: new WeekSource(db.pool),
  now: new Date('2026-03-31T12:00:00Z'),
  timeZone: SMALL_ZONE,
});
const linesOf = (text: string) => text.split('\r\n');

test('a file tells what it is of, then the tables of the page, and at the end one row a bucket', async () => {
  const { text } = await writePageFile(context(), 'overview', FILTER, NOTHING);
  expect(text.startsWith('\ufeffFirst day,2026-03-09\r\nLast day,2026-03-11\r\n')).toBe(true);
  const lines = linesOf(text);
  expect(lines).toContain('Events,All events');
  const titles = ['At a glance', 'Services', 'By day'].map(title => lines.indexOf(title));
  expect(titles).toEqual(titles.toSorted((a, b) => a - b));
  expect(lines.slice(0, titles[0]).every(line => line.split(',').length <= 2)).toBe(true);
  const start = lines.indexOf('By day');
  expect(lines[start + 1]?.startsWith('Day,Wait: Builds measured (n),Wait: p25 (s),')).toBe(true);
  const buckets = lines.slice(start + 2, start + 5).map(line => line.split(',').slice(0, 4));
  expect(buckets).toEqual([
    ['2026-03-09', '1', '100', '100'],
    ['2026-03-10', '', '', ''],
    ['2026-03-11', '1', '400', '400'],
  ]);
});

test('what is said stands before the figures, what was found after them', async () => {
  const findings = { said: [[['Said'], ['It is so.']]], tables: [[['Found'], ['What'], ['-1 row']]] };
  const { text } = await writePageFile(context(), 'services', FILTER, findings);
  const lines = linesOf(text);
  expect(lines.indexOf('Said')).toBeLessThan(lines.indexOf('Services'));
  expect(lines.indexOf('Found')).toBeGreaterThan(lines.indexOf('Services'));
  const overview = linesOf((await writePageFile(context(), 'overview', FILTER, findings)).text);
  expect(overview.indexOf('At a glance')).toBeLessThan(overview.indexOf('Said'));
  expect(overview.indexOf('Said')).toBeLessThan(overview.indexOf('Services'));
  expect(overview.indexOf('Found')).toBeLessThan(overview.indexOf('By day'));
  expect(lines).toContain("'-1 row");
});

test('hours lost are those of the panel', async () => {
  const { text } = await writePageFile(context(), 'services', FILTER, NOTHING);
  const { rows } = await runMetric(context(), 'services', FILTER);
  const lines = linesOf(text);
  const start = lines.indexOf('Services');
  const [heads = [], cells = []] = [lines[start + 1]?.split(','), lines[start + 2]?.split(',')];
  const hours = Number(cells[heads.indexOf('Hours lost (h)')]);
  expect(hours).toBeGreaterThan(0);
  expect(hours).toBeCloseTo((rows[0]?.lostMs ?? 0) / 3_600_000, 2);
});

test('names are text in a spreadsheet, whatever they begin with', async () => {
  const { text } = await writePageFile(context(), 'steps', FILTER, NOTHING);
  const lines = linesOf(text);
  expect(lines.some(line => line.startsWith("'=1+1,"))).toBe(true);
  expect(lines.some(line => line.startsWith('"Prüfung, ""zwei""",'))).toBe(true);
});

test.each(['overview', 'team', 'service', 'step', 'step-name', 'teams', 'heatmap'] as const)(
  'the page %s has each of its metrics',
  async page => {
    const { text } = await writePageFile(context(), page, FILTER, NOTHING);
    for (const name of EXPORT_PAGES[page]) {
      const { title, rows } = await runMetric(context(), name, FILTER);
      if (rows.length > 0) expect(text).toContain(name in BUCKET_FIGURES ? shortTitleOf(name, title) : title);
    }
  },
);
