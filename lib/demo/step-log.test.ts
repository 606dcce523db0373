import { describe, expect, it } from 'vitest';
import type { CacheTruth } from './logs/log-truth';
import { MACHINES } from './machines';
import { createDemoWorld } from './world';

const origin = new Date('2026-03-11T14:20:00Z');
const world = createDemoWorld({ seed: 7, origin });

interface Line {
  pos: number;
  out: string;
  time: number;
}

function isLines(value: unknown): value is Line[] {
  return (
    Array.isArray(value) && value.every(line => typeof line.out === 'string' && typeof line.time === 'number')
  );
}

interface Read {
  slug: string;
  number: number;
  step: string;
  seconds: number;
  status: string;
  lines: Line[];
  text: string;
  caches: CacheTruth[];
  commands: { text: string; startSeconds: number }[];
  headTruncated: boolean;
}

const counts = { missing: 0, silent: 0 };

function skewOf(machine: string | undefined): number {
  return (
    Object.values(MACHINES)
      .flat()
      .find(({ name }) => name === machine)?.skewS ?? 0
  );
}

/** Every log of some builds, as a client reads it, with what the demo says of it. */
function readLogs(slug: string, numbers: readonly number[]): Read[] {
  const found: Read[] = [];
  for (const number of numbers) {
    for (const stage of world.build(slug, number, origin)?.stages ?? []) {
      for (const step of stage.steps ?? []) {
        const json = world.logJson(slug, number, stage.number, step.number, origin);
        const truth = world.logTruth(slug, number, stage.number, step.number);
        if (json === null || truth === null) {
          counts.missing += step.status === 'skipped' ? 0 : 1;
          continue;
        }
        if (json === 'null') {
          counts.silent += 1;
          continue;
        }
        const lines: unknown = JSON.parse(json);
        if (!isLines(lines)) throw new Error('no log');
        // What is killed is stopped by the clock of the server, which that of its runner may be ahead of.
        const lateS = step.status === 'killed' ? skewOf(stage.machine) : 0;
        const seconds = (step.stopped ?? 0) - (step.started ?? 0) + lateS;
        const text = lines.map(line => line.out).join('');
        found.push({ slug, number, step: step.name, seconds, status: step.status, lines, text, ...truth });
      }
    }
  }
  return found;
}

const SLUGS = world.repos.filter(repo => repo.active).map(repo => repo.slug);
const logs = SLUGS.flatMap(slug => {
  const count = world.buildCount(slug, origin);
  return readLogs(
    slug,
    Array.from({ length: 40 }, (_, index) => Math.max(1, Math.floor(((index + 1) * count) / 40))),
  );
});

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function truthOf(log: Read, tool: string): { hits: number; misses: number } {
  const found = log.caches.find(cache => cache.tool === tool);
  return { hits: found?.hits ?? 0, misses: found?.misses ?? 0 };
}

describe('logs', () => {
  it('are arrays of pos, out and whole seconds that never fall and stay within the step', () => {
    for (const log of logs) {
      const first = log.lines[0]?.pos ?? 0;
      expect(first > 0).toBe(log.headTruncated);
      const wrong = log.lines.filter(
        (line, index) =>
          line.pos !== first + index ||
          !Number.isInteger(line.time) ||
          line.time < (log.lines[index - 1]?.time ?? 0),
      );
      expect(wrong).toEqual([]);
      expect(log.lines.at(-1)?.time).toBeLessThanOrEqual(log.seconds + 1);
    }
  });

  it('mostly have 0.3 to 8 kB', () => {
    const sizes = logs.map(log => log.text.length).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeGreaterThan(300);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(8000);
  });

  it('have every oddity now and then', () => {
    expect(counts.missing).toBeGreaterThan(0);
    expect(counts.silent).toBeGreaterThan(0);
    expect(logs.some(log => log.headTruncated)).toBe(true);
    expect(logs.some(log => log.lines.some(line => line.out === ''))).toBe(true);
    expect(logs.some(log => log.lines.some(line => line.out.length === 16_384))).toBe(true);
    for (const mark of ['\u001b[', '\r', '******', '(cached)', 'CACHED', 'Using cache', 'Pushed']) {
      expect(logs.some(log => log.text.includes(mark))).toBe(true);
    }
  });

  it('begin every echoed command with a plus, at the second that the truth tells', () => {
    for (const log of logs) {
      for (const command of log.commands) {
        const line = log.lines.find(
          one => one.out === `+ ${command.text}\n` && one.time === command.startSeconds,
        );
        expect(line).toBeDefined();
      }
    }
  });

  it('hold what the truth counts', () => {
    for (const log of logs) {
      const { text } = log;
      const classic = truthOf(log, 'docker-classic');
      expect(classic.hits).toBe(countOf(text, /^ ---> Using cache$/gm));
      expect(truthOf(log, 'buildkit').hits).toBe(countOf(text, /^#\d+ CACHED$/gm));
      expect(truthOf(log, 'docker-push')).toEqual({
        hits: countOf(text, /: Layer already exists$/gm),
        misses: countOf(text, /: Pushed$/gm),
      });
      expect(truthOf(log, 'docker-pull')).toEqual({
        hits: countOf(text, /^[0-9a-f]{12}: Already exists$/gm),
        misses: countOf(text, /: Pull complete$/gm),
      });
      expect(truthOf(log, 'pip').misses).toBe(countOf(text, /Downloading \S+\.whl \(/g));
      expect(truthOf(log, 'apt').misses + truthOf(log, 'apt-archives').misses).toBe(
        countOf(text, /Get:\d+ /g),
      );
      expect(truthOf(log, 'go-test').hits).toBe(countOf(text, /^ok .*\(cached\)$/gm));
      if (log.status === 'success' && classic.hits + classic.misses > 0) {
        const steps = countOf(text, /^Step \d+\/\d+ : /gm) - countOf(text, /^Step \d+\/\d+ : FROM /gm);
        expect(classic.hits + classic.misses).toBe(steps);
      }
    }
  });

  it('are there only once the step has ended', () => {
    const slug = 'storefront/search-api';
    const build = world.builds(slug, origin).find(one => one.status === 'success' && one.event === 'push');
    const step = build?.stages?.[0]?.steps?.[1];
    if (build === undefined || step?.stopped === undefined) throw new Error('the demo has no such build');
    const at = (seconds: number) => new Date(((step.stopped ?? 0) + seconds) * 1000);
    expect(world.logJson(slug, build.number, 1, 2, at(-5))).toBeNull();
    expect(world.logJson(slug, build.number, 1, 2, at(5))).not.toBeNull();
  });
});

describe('cache rates before and after', () => {
  const around = (key: string, slug: string) => {
    const atS = (world.story.find(event => event.key === key)?.at.getTime() ?? 0) / 1000;
    const builds = world
      .builds(slug, origin)
      .filter(build => build.event !== 'promote' && build.status === 'success');
    const near = (want: (createdS: number) => boolean) =>
      readLogs(
        slug,
        builds
          .filter(build => Math.abs(build.created - atS) < 14 * 86_400 && want(build.created))
          .map(build => build.number),
      );
    return { before: near(createdS => createdS < atS), after: near(createdS => createdS >= atS) };
  };
  const rateOf = (read: readonly Read[], tool: string) => {
    const sums = read.map(log => truthOf(log, tool));
    const hits = sums.reduce((sum, { hits: one }) => sum + one, 0);
    return hits / (hits + sums.reduce((sum, { misses }) => sum + misses, 0));
  };

  it('the push plugin sees the cache', () => {
    const { before, after } = around('push-sees-cache', 'storefront/catalog-api');
    expect(rateOf(before, 'docker-classic')).toBe(0);
    expect(rateOf(after, 'docker-classic')).toBeGreaterThan(0.35);
    expect(rateOf(after, 'docker-push')).toBeGreaterThan(rateOf(before, 'docker-push'));
  });

  it('tests run in cached layers, and pip no longer downloads in every build', () => {
    const { before, after } = around('cached-layers', 'logistics/route-planner');
    const tests = (read: readonly Read[]) => read.filter(log => log.step === 'test');
    expect(tests(before).every(log => log.headTruncated || truthOf(log, 'pip').misses > 0)).toBe(true);
    expect(rateOf(tests(after), 'buildkit')).toBeGreaterThan(0.6);
    expect(tests(after).filter(log => truthOf(log, 'pip').misses > 0).length).toBeLessThan(after.length / 8);
  });

  it('the small base image needs no apt-get', () => {
    const { before, after } = around('small-base-image', 'storefront/reviews-api');
    expect(before.some(log => truthOf(log, 'apt').misses > 0)).toBe(true);
    expect(after.some(log => truthOf(log, 'apt').misses > 0)).toBe(false);
  });

  it('the pnpm store is lost', () => {
    const { before, after } = around('store-lost', 'storefront/checkout-web');
    const installs = (read: readonly Read[]) => read.filter(log => log.step === 'install');
    expect(rateOf(installs(before), 'pnpm')).toBeGreaterThan(0.95);
    expect(rateOf(installs(after), 'pnpm')).toBe(0);
  });
});
