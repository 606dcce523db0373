import { createPool } from '@/lib/db/pool';
import { findBrowser, launchBrowser } from '../browser';
import { listPages, PAGE_NAMES, type PageName } from '../list-pages';
import { servePages } from '../serve-pages';
import { BIG_DATA_PLAN } from './big-data/big-data-plan';
import { openBigData } from './big-data/open-big-data';
import { BENCH_ZONE, packBigData } from './metrics/pack-big-data';
import { measureLoad, type PageLoad } from './pages/measure-load';
import { weeksBefore } from './pages/weeks-before';

/**
 * How fast every page is over a million builds, in a real browser with nothing cached, beside what it may take.
 * `npm run bench:pages`, or `-- tenth` for a tenth of the history.
 */
const LOADS = 5;
const LIMITS = {
  largestPaintMs: 1000,
  layoutShift: 0.02,
  firstScriptBytes: 260_000,
  allScriptBytes: 380_000,
};

const COLUMNS: ReadonlyArray<{
  key: Exclude<keyof PageLoad, 'shifted'>;
  head: string;
  text: (value: number) => string;
}> = [
  { key: 'firstByteMs', head: 'first byte', text: ms },
  { key: 'largestPaintMs', head: 'LCP', text: ms },
  { key: 'blockedMs', head: 'blocked', text: ms },
  { key: 'layoutShift', head: 'shift', text: value => value.toFixed(3) },
  { key: 'firstScriptBytes', head: 'JS first', text: kilobytes },
  { key: 'allScriptBytes', head: 'JS in all', text: kilobytes },
];

await measurePages();

async function measurePages(): Promise<void> {
  const found = await findBrowser();
  if (found === null) throw new Error('there is no browser to measure with');
  const data = await openBigData(process.argv.includes('tenth') ? 'tenth' : 'million', print);
  const pool = createPool(data.url);
  await packBigData(pool, print);
  await pool.end();
  const pages = await servePages(data.url, { TIME_ZONE: BENCH_ZONE });
  const browser = await launchBrowser(found);
  try {
    const query = `range=${weeksBefore(BIG_DATA_PLAN.lastDay, 4)}`;
    const paths = await listPages(pages.address, query);
    print(`\nmedians of ${LOADS} loads, ${query}; JS gzipped`);
    print(
      lineOf(
        '',
        COLUMNS.map(({ head }) => head),
        'slowest LCP',
      ),
    );
    for (const name of PAGE_NAMES) {
      const loads: PageLoad[] = [];
      for (let load = 0; load < LOADS; load += 1) {
        loads.push(await measureLoad(browser, `${pages.address}${paths[name]}?${query}`));
      }
      printPage(name, loads);
    }
    print(
      lineOf(
        'at most',
        COLUMNS.map(({ key, text }) => (hasLimit(key) ? text(LIMITS[key]) : '')),
        '',
      ),
    );
  } finally {
    await browser.close();
    await pages.stop();
    await data.stop();
  }
}

function printPage(name: PageName, loads: readonly PageLoad[]): void {
  const medians = COLUMNS.map(column => ({ ...column, value: median(loads.map(load => load[column.key])) }));
  const beyond = medians.filter(({ key, value }) => hasLimit(key) && value > LIMITS[key]);
  const slowest = ms(Math.max(...loads.map(load => load.largestPaintMs)));
  const cells = medians.map(({ text, value }) => text(value));
  const moved = loads.find(load => load.layoutShift > LIMITS.layoutShift)?.shifted;
  const remarks = [
    ...beyond.map(({ head }) => head),
    ...(moved === undefined || moved === null ? [] : [`moves: ${moved}`]),
  ];
  print(lineOf(name, cells, slowest) + (remarks.length === 0 ? '' : `   BEYOND: ${remarks.join(', ')}`));
}

function hasLimit(key: string): key is keyof typeof LIMITS {
  return Object.hasOwn(LIMITS, key);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function lineOf(name: string, cells: readonly string[], last: string): string {
  return [name.padEnd(18), ...[...cells, last].map(cell => cell.padStart(12))].join('');
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function kilobytes(value: number): string {
  return `${(value / 1000).toFixed(0)} kB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
