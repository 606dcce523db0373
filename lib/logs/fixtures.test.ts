import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeCount } from '@/tests/world/log-readings';
import type { LogReading } from './log-reading';
import { readLogBytes } from './read-log-bytes';

const FOLDER = fileURLToPath(new URL('../../../shared/fixtures/logs', import.meta.url));

const pair = z.object({ hits: z.number(), misses: z.number() });
const count = z.number().nullish();
/** What was counted by hand in a log; each tool's log has words of its own. */
const expectedSchema = z.looseObject({
  hits: count,
  misses: count,
  failed: count,
  unfinished: count,
  uncertain: z.boolean().optional(),
  pull: z.object({ alreadyExists: z.number(), pullComplete: z.number() }).optional(),
  pip: pair.optional(),
  alreadyExists: count,
  mounted: count,
  pushed: count,
  using: count,
  installing: count,
  executed: count,
  fromCache: count,
  durations: z.record(z.string(), z.number()).optional(),
  layerSeconds: z.record(z.string(), z.number()).optional(),
  droneCommands: count,
});
const sidecarSchema = z.looseObject({ lines: z.number().optional(), expected: z.unknown() });

interface Fixture {
  name: string;
  tool: string;
  lines: number | undefined;
  reading: LogReading;
  expected: unknown;
}

function readFixtures(): Fixture[] {
  return readdirSync(FOLDER).flatMap(tool =>
    readdirSync(`${FOLDER}/${tool}`)
      .filter(file => /\.(?:log|drone\.json)$/.test(file))
      .map(file => {
        const name = file.replace(/\.(?:log|drone\.json)$/, '');
        const sidecar = sidecarSchema.parse(
          JSON.parse(readFileSync(`${FOLDER}/${tool}/${name}.json`, 'utf8')),
        );
        const reading = readLogBytes(readFileSync(`${FOLDER}/${tool}/${file}`));
        return { name: `${tool}/${name}`, tool, lines: sidecar.lines, reading, expected: sidecar.expected };
      }),
  );
}

/** `tool hits/misses` of everything that the sidecar says, in our words. */
function expectedCounts(tool: string, raw: unknown): Record<string, string> {
  const e = expectedSchema.parse(raw);
  const told = (hits: number | null | undefined, misses: number | null | undefined) => {
    const others = { failed: e.failed ?? 0, unfinished: e.unfinished ?? 0 };
    const rest = Object.entries(others).filter(([, value]) => value > 0);
    return [`${hits ?? '?'}/${misses ?? '?'}`, ...rest.map(([name, value]) => `${name} ${value}`)].join(' ');
  };
  const counts: Record<string, string> = {};
  if (tool === 'drone' || tool === 'timestamped') return counts;
  const own = tool === 'encoding' ? 'buildkit' : tool;
  if (e.uncertain === true) counts[own] = '?/?';
  else if (tool === 'docker-push') counts[own] = told((e.alreadyExists ?? 0) + (e.mounted ?? 0), e.pushed);
  else if (tool === 'bundler') counts[own] = told(e.using, e.installing);
  else if (tool === 'gradle') counts[own] = told(e.fromCache, e.executed);
  else counts[own] = told(e.hits, e.misses);
  if (e.pull !== undefined && e.pull.alreadyExists + e.pull.pullComplete > 0) {
    counts['docker-pull'] = `${e.pull.alreadyExists}/${e.pull.pullComplete}`;
  }
  if (e.pip !== undefined) counts.pip = `${e.pip.hits}/${e.pip.misses}`;
  return counts;
}

describe.skipIf(!existsSync(FOLDER))(
  'real logs, counted by hand (skipped where the folder ../shared/fixtures/logs is absent)',
  () => {
    const fixtures = existsSync(FOLDER) ? readFixtures() : [];
    const table: string[] = [];
    afterAll(() => {
      process.stdout.write(`${['log: counted by hand = read here', ...table].join('\n')}\n`);
    });

    test.each(fixtures)('$name', ({ name, tool, lines, reading, expected }) => {
      if (lines !== undefined) expect(reading.lines).toBe(lines);
      for (const [counted, want] of Object.entries(expectedCounts(tool, expected))) {
        const found = reading.caches.find(cache => cache.tool === counted);
        const got = found === undefined ? 'nothing' : describeCount(found);
        table.push(`${name}: ${counted} ${want} ${got === want ? '=' : '≠'} ${got}`);
        expect(got).toBe(want);
      }
    });

    const named = (name: string) => {
      const fixture = fixtures.find(one => one.name === name);
      if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
      return fixture;
    };
    const commandsOf = ({ reading }: Fixture) => reading.spans.filter(span => span.kind === 'command');

    test.each(['drone/1', 'drone/3'])('commands of %s', name => {
      const { commands } = z.object({ commands: z.array(z.string()) }).parse(named(name).expected);
      expect(commandsOf(named(name)).map(span => span.text)).toEqual(commands);
    });

    test('commands with their seconds in a log of Drone', () => {
      const [fetched, checkedOut, ...others] = commandsOf(named('timestamped/drone-trustie'));
      expect(others).toEqual([]);
      expect(fetched).toMatchObject({ text: 'git fetch origin +refs/heads/master:', seconds: 492 });
      expect(checkedOut?.label).toBe('git checkout <hash> -b <ref>');
      expect(checkedOut?.seconds).toBeGreaterThanOrEqual(3);
    });

    test('a command that printed nothing has no duration, unless the step has', () => {
      const bytes = readFileSync(`${FOLDER}/timestamped/drone-58.drone.json`);
      expect(readLogBytes(bytes).spans).toMatchObject([{ text: 'go build -o test-drone', seconds: null }]);
      expect(readLogBytes(bytes, { stepSeconds: 4 }).spans).toMatchObject([{ seconds: 4 }]);
      expect(commandsOf(named('timestamped/drone-55'))).toHaveLength(1);
    });

    test.each(['2026-01-05T10:11:12.559Z ', 'api-1  | ', '[10:11:12] ', '10:11:12.345 INFO  [main] '])(
      'all of them say the same behind %j',
      prefix => {
        const said = ({ caches, spans }: LogReading) => [
          caches.map(count => `${count.tool} ${describeCount(count)}`),
          spans.filter(({ kind }) => kind === 'command').map(({ text }) => text),
        ];
        for (const { name, tool } of fixtures.filter(
          ({ tool }) => !['encoding', 'timestamped'].includes(tool),
        )) {
          const text = readFileSync(`${FOLDER}/${name}.log`, 'utf8').replace(/^\ufeff/, '');
          const wrapped = text.replaceAll('\r\n', '\n').replace(/^/gm, prefix);
          expect([tool, said(readLogBytes(Buffer.from(wrapped)))]).toEqual([tool, said(named(name).reading)]);
        }
      },
    );

    test('lists of pnpm are no commands, and neither are errors of PowerShell', () => {
      for (const name of ['pnpm/1', 'buildkit/2', 'buildkit/8', 'turbo/2']) {
        expect(commandsOf(named(name))).toEqual([]);
      }
    });

    test('seconds of layers, where the builder prints them', () => {
      const durations = (name: string) => expectedSchema.parse(named(name).expected).durations ?? {};
      for (const name of ['buildkit/5', 'buildkit/6']) {
        const seconds = named(name).reading.spans.map(span => span.seconds);
        for (const value of Object.values(durations(name))) expect(seconds).toContain(value);
      }
      const { layerSeconds = {} } = expectedSchema.parse(named('kaniko/1').expected);
      const layers = named('kaniko/1').reading.spans;
      for (const [what, seconds] of Object.entries(layerSeconds)) {
        const instruction = what.replace(/ \(.*/, '');
        expect(layers.find(span => span.text.startsWith(instruction))?.seconds).toBe(seconds);
      }
    });
  },
);
