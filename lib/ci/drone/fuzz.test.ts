import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sampleBuild, sampleRepo, sampleStage, sampleStep } from '@/tests/world/drone-wire';
import { anOddValue, FUZZ_INPUTS, FUZZ_SEED, isTree } from '@/tests/world/hostile-inputs';
import { decodeBuildList, decodeLog, decodeRepos, describeMisfit } from './decode';
import { decodeBuild, repoIdOf } from './decode-build';
import { BrokenListError, listEntries } from './list-entries';

const BUILD = sampleBuild({ stages: [sampleStage({ steps: [sampleStep(), sampleStep({ number: 2 })] })] });
const LOG = [
  { pos: 0, out: '+ make\n', time: 1 },
  { pos: 1, out: '', time: 2 },
];
const SAMPLES: unknown[] = [BUILD, [BUILD, sampleBuild()], [sampleRepo()], LOG, null, []];

/** A sample with some of what is in it replaced, left out or added. */
const anAnswer = fc
  .tuple(
    fc.constantFrom(...SAMPLES),
    fc.array(fc.tuple(fc.infiniteStream(fc.nat(1000)), fc.option(anOddValue, { nil: undefined })), {
      maxLength: 4,
    }),
  )
  .map(([sample, changes]) => {
    let answer: unknown = structuredClone(sample);
    for (const [picks, value] of changes) answer = changeSomewhere(answer, picks, value);
    return answer;
  });

function changeSomewhere(node: unknown, picks: Iterator<number>, value: unknown): unknown {
  const pick = (below: number) => Number(picks.next().value) % below;
  if (Array.isArray(node)) {
    const at = pick(node.length + 1);
    return at < node.length && pick(5) > 0
      ? node.with(at, changeSomewhere(node[at], picks, value))
      : node.toSpliced(at, pick(2), value);
  }
  if (!isTree(node)) return value;
  const key = Object.keys(node)[pick(Object.keys(node).length + 1)];
  if (key === undefined) return { ...node, [['extra', 'stages', '__proto__'][pick(3)] ?? '']: value };
  return { ...node, [key]: pick(5) > 0 ? changeSomewhere(node[key], picks, value) : value };
}

/** Null where it is refused in the way that the client foresees. */
function outcome<Found>(decode: () => Found): Found | null {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    expect(describeMisfit(error).length).toBeLessThan(20_000);
    return null;
  }
}

const instant = z.date().nullable();
const fact = z.looseObject({ createdAt: instant.optional(), startedAt: instant, version: z.int() });

test(
  `${FUZZ_INPUTS} answers of Drone: each is decoded into facts, or refused in words`,
  () => {
    let decoded = 0;
    fc.assert(
      fc.property(anAnswer, answer => {
        // As it comes: what is not JSON cannot be in it.
        const json: unknown = JSON.parse(JSON.stringify(answer) ?? 'null');
        const build = outcome(() => decodeBuild(json));
        if (build !== null) {
          decoded += 1;
          for (const { steps, ...stage } of build.stages)
            for (const one of [stage, ...steps]) fact.parse(one);
          fact.parse(build);
        }
        for (const entry of outcome(() => decodeBuildList(json))?.entries ?? []) fact.parse(entry);
        outcome(() => decodeLog(json));
        repoIdOf(json);
        decodeRepos(Array.isArray(json) ? json : [json]);
      }),
      { numRuns: FUZZ_INPUTS, seed: FUZZ_SEED },
    );
    expect(decoded).toBeGreaterThan(FUZZ_INPUTS / 50);
  },
  30_000 + FUZZ_INPUTS * 20,
);

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

test(
  'lists that are cut, torn and mixed with other bytes give their entries, or are broken',
  async () => {
    const text = Buffer.from(JSON.stringify([BUILD, { a: '[]{}"\\' }, 'ä🚢', sampleRepo()]));
    const aList = fc.tuple(
      fc.nat(text.length),
      fc.nat(30),
      fc.uint8Array({ maxLength: 8 }),
      fc.integer({ min: 1, max: 400 }),
    );
    await fc.assert(
      fc.asyncProperty(aList, async ([at, gone, put, size]) => {
        const bytes = Buffer.concat([text.subarray(0, at), put, text.subarray(at + gone)]);
        async function* chunks() {
          for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
        }
        const read = async () => {
          const found: unknown[] = [];
          for await (const entries of listEntries(chunks())) found.push(...entries);
          return found;
        };
        const found = await read().catch((error: unknown) => {
          if (error instanceof BrokenListError || error instanceof SyntaxError) return null;
          throw error;
        });
        // What is read piece by piece is what it is as a whole; what follows the list is not looked at.
        const whole = parsedOrNull(bytes.toString('utf8'));
        if (whole !== null) expect(found).toEqual(whole);
      }),
      { numRuns: Math.ceil(FUZZ_INPUTS / 10), seed: FUZZ_SEED },
    );
  },
  30_000 + FUZZ_INPUTS * 20,
);
