import type { Browser, CDPSession, Page } from 'playwright-core';
import { z } from 'zod';

/** What one load of a page took; times in milliseconds from the start of the navigation. */
export interface PageLoad {
  firstByteMs: number;
  largestPaintMs: number;
  /** What tasks of more than 50 ms took beyond these, from the first paint until all is quiet. */
  blockedMs: number;
  /** Sum of the scores of all shifts. */
  layoutShift: number;
  /** What moved most, as a CSS selector; null where nothing did. */
  shifted: string | null;
  /** Gzipped bytes of the scripts that the document names: they are loaded beside the first text and figures. */
  firstScriptBytes: number;
  allScriptBytes: number;
}

const SCREEN = { width: 1440, height: 900 };
const QUIET_MS = 500;
const LONG_TASK_MS = 50;

const reading = z.object({
  firstByteMs: z.number(),
  firstPaintMs: z.number(),
  largestPaintMs: z.number(),
  tasks: z.array(z.object({ startMs: z.number(), tookMs: z.number() })),
  shifts: z.array(z.object({ score: z.number(), node: z.string().nullable() })),
  scripts: z.array(z.object({ address: z.string(), bytes: z.number() })),
});

/** Runs in the page before anything of it does. */
const OBSERVE = `
  window.seen = { tasks: [], shifts: [], largestPaintMs: 0 };
  const selector = node => node?.nodeType !== 1 ? null
    : node.tagName.toLowerCase() + (node.getAttribute('class') ?? '').split(' ').filter(Boolean).map(name => '.' + name).join('');
  const observe = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe('longtask', entry => seen.tasks.push({ startMs: entry.startTime, tookMs: entry.duration }));
  observe('largest-contentful-paint', entry => { seen.largestPaintMs = entry.startTime; });
  observe('layout-shift', entry => seen.shifts.push({ score: entry.value, node: selector(entry.sources[0]?.node) }));
`;

const READ = `({
  ...seen,
  firstByteMs: performance.getEntriesByType('navigation')[0].responseStart,
  firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  scripts: performance.getEntriesByType('resource')
    .filter(entry => new URL(entry.name).pathname.endsWith('.js'))
    .map(entry => ({ address: entry.name, bytes: entry.encodedBodySize })),
})`;

/** Loads a page in a profile of its own, with nothing cached, and waits until all is quiet. */
export async function measureLoad(browser: Browser, address: string): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: SCREEN });
  try {
    const page = await context.newPage();
    await page.addInitScript(OBSERVE);
    const named = await watchNamedScripts(await context.newCDPSession(page));
    await settleScreen(page);
    await page.goto(address, { waitUntil: 'networkidle' });
    await page.waitForTimeout(QUIET_MS);
    return summarise(reading.parse(await page.evaluate(READ)), named);
  } finally {
    await context.close();
  }
}

/** A page takes its size only with its first frames; what is laid out before is laid out twice. */
async function settleScreen(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** @returns addresses of scripts that stand in the document; filled while it loads */
async function watchNamedScripts(session: CDPSession): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  session.on('Network.requestWillBeSent', ({ request, initiator }) => {
    if (initiator.type === 'parser') named.add(request.url);
  });
  await session.send('Network.enable');
  return named;
}

function summarise(read: z.infer<typeof reading>, named: ReadonlySet<string>): PageLoad {
  const { firstByteMs, firstPaintMs, largestPaintMs, tasks, shifts, scripts } = read;
  const blocking = tasks.filter(({ startMs, tookMs }) => startMs + tookMs > firstPaintMs);
  const [most] = [...shifts].sort((a, b) => b.score - a.score);
  const bytes = (counted: typeof scripts) => counted.reduce((sum, script) => sum + script.bytes, 0);
  return {
    firstByteMs,
    largestPaintMs,
    blockedMs: blocking.reduce((sum, { tookMs }) => sum + tookMs - LONG_TASK_MS, 0),
    layoutShift: shifts.reduce((sum, { score }) => sum + score, 0),
    shifted: most?.node ?? null,
    firstScriptBytes: bytes(scripts.filter(({ address }) => named.has(address))),
    allScriptBytes: bytes(scripts),
  };
}
