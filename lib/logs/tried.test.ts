import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { countsOf } from '@/tests/world/log-readings';
import type { LogReading } from './log-reading';
import { readLogBytes } from './read-log-bytes';

const FOLDER = fileURLToPath(new URL('../../../shared/fixtures/tried/logs', import.meta.url));

const count = z.number().nullable();
const texts = z.union([z.string().transform(one => [one]), z.array(z.string())]);
const pair = z.object({ hits: count, misses: count });
const seconds = z.record(z.string(), z.number()).default({});
const sidecarSchema = z.looseObject({
  tool: z.string(),
  lines: z.number(),
  expected: z
    .object({
      hits: count.optional(),
      misses: count.optional(),
      notLookedUp: z.number().default(0),
      failed: z.number().default(0),
      unfinished: z.number().default(0),
      /** Seconds of layers by a part of their names. */
      durations: seconds,
      layerSeconds: seconds,
      alsoShown: seconds,
      /** The cache of each layer that was looked at, in order. */
      states: z.array(z.string()).optional(),
      pull: z.object({ alreadyExists: z.number(), pullComplete: z.number() }).optional(),
      commands: z.union([z.number(), z.array(z.string())]).optional(),
      labelsDiffer: z.boolean().optional(),
      stableAcross: z.object({ replace: texts, by: texts }).optional(),
      labels: z.string().optional(),
    })
    .catchall(pair),
});

const KNOWN = new Set(Object.keys(sidecarSchema.shape.expected.shape));

function readFixture(name: string) {
  const sidecar = sidecarSchema.parse(JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')));
  const file = ['log', 'drone.json'].map(end => `${FOLDER}/${name}.${end}`).find(existsSync);
  if (file === undefined) throw new Error(`there is no log beside ${name}.json`);
  return { ...sidecar, bytes: readFileSync(file) };
}

const commandsOf = ({ spans }: LogReading) => spans.filter(({ kind }) => kind === 'command');
const labelsOf = ({ spans }: LogReading) => spans.map(({ label }) => label);

describe.skipIf(!existsSync(FOLDER))(
  'logs that were read wrongly once (skipped where the folder ../shared/fixtures/tried/logs is absent)',
  () => {
    const names = existsSync(FOLDER)
      ? readdirSync(FOLDER)
          .filter(file => /^\d+\.json$/.test(file))
          .map(file => file.replace('.json', ''))
      : [];

    test.each(names)('%s', name => {
      const { tool, lines, expected, bytes } = readFixture(name);
      const reading = readLogBytes(bytes);
      if (lines > 0) expect(reading.lines).toBe(lines);

      if (expected.hits !== undefined) {
        const { hits = null, misses = null, notLookedUp, failed, unfinished } = expected;
        expect(reading.caches.find(cache => cache.tool === tool)).toMatchObject({
          ...{ hits, misses, notLookedUp, failed, unfinished },
        });
      }
      for (const [other, counts] of Object.entries(expected)) {
        if (KNOWN.has(other)) continue;
        const { hits, misses } = pair.parse(counts);
        expect(countsOf(reading, other)).toBe(`${hits}/${misses}`);
      }
      const { pull } = expected;
      if (pull !== undefined)
        expect(countsOf(reading, 'docker-pull')).toBe(`${pull.alreadyExists}/${pull.pullComplete}`);

      for (const shown of [expected.durations, expected.layerSeconds, expected.alsoShown]) {
        for (const [part, value] of Object.entries(shown)) {
          const span = reading.spans.find(({ kind, label }) => kind === 'layer' && label.includes(part));
          expect([part, span?.seconds]).toEqual([part, value]);
        }
      }
      const { states } = expected;
      if (states !== undefined)
        expect(reading.spans.filter(({ text }) => text.startsWith('RUN')).map(({ cache }) => cache)).toEqual(
          states,
        );
      if (typeof expected.commands === 'number') expect(commandsOf(reading)).toHaveLength(expected.commands);
      else if (expected.commands !== undefined)
        expect(commandsOf(reading).map(({ text }) => text)).toEqual(expected.commands);
      if (expected.labelsDiffer === true) expect(new Set(labelsOf(reading)).size).toBe(reading.spans.length);

      const { stableAcross } = expected;
      if (stableAcross !== undefined) {
        let other = bytes.toString();
        stableAcross.replace.forEach((text, place) => {
          other = other.replaceAll(text, stableAcross.by[place] ?? '');
        });
        expect(other).not.toBe(bytes.toString());
        const labels = labelsOf(readLogBytes(Buffer.from(other)));
        expect(labels.length).toBeGreaterThan(0);
        expect(labels).toEqual(labelsOf(reading));
      }
    });
  },
);
