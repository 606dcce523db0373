import fc from 'fast-check';
import type { PathBuild } from './build-plan';
import type { StageScript, StepScript } from './testing';

const fewSeconds = fc.integer({ min: 0, max: 4 });
const earlier = (index: number): fc.Arbitrary<number[]> =>
  index === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(index - 1), { maxLength: 3 });
const ORDERS = ['serial', 'graph', 'unknown'] as const;
/** What the server can be read without guessing: it says nothing of what is missing in a graph. */
const FATES = {
  serial: ['ran', 'ran', 'ran', 'detached', 'skipped', 'unmet'],
  graph: ['ran', 'ran', 'ran', 'detached', 'skipped'],
  unknown: ['ran', 'ran', 'unmet'],
} as const;

const aStageScript = (index: number): fc.Arbitrary<StageScript> =>
  fc.constantFrom(...ORDERS).chain(order =>
    fc.record({
      after: earlier(index),
      queueS: fewSeconds,
      setUpS: fewSeconds,
      order: fc.constant(order),
      tearDownS: fewSeconds,
      steps: fc.nat(7).chain(count =>
        fc.tuple(
          ...Array.from(
            { length: count },
            (_, step): fc.Arbitrary<StepScript> =>
              fc.record({
                after: earlier(step),
                gapS: fewSeconds,
                runS: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
                fate: fc.constantFrom(...FATES[order]),
              }),
          ),
        ),
      ),
    }),
  );

/** Scripts of builds on one clock. */
export const aScript = fc.record({
  stages: fc
    .nat(4)
    .chain(count => fc.tuple(...Array.from({ length: count }, (_, index) => aStageScript(index)))),
  tailS: fewSeconds,
});

const anyTime = fc.option(fc.integer({ min: -20, max: 130 }));
const anyNames = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'missing'), { maxLength: 3 });
const anyName = fc.constantFrom('a', 'b', 'c', 'd');

/** Builds that no server would send: any times, names that are missing or twice there, circles. */
export const aBrokenBuild: fc.Arbitrary<PathBuild> = fc.record({
  createdS: fc.integer({ min: -5, max: 20 }),
  finishedS: fc.integer({ min: 0, max: 120 }),
  stages: fc.array(
    fc.record({
      name: anyName,
      startedS: anyTime,
      stoppedS: anyTime,
      dependsOn: anyNames,
      steps: fc.array(
        fc.record({
          name: anyName,
          startedS: anyTime,
          stoppedS: anyTime,
          dependsOn: fc.option(anyNames),
          detached: fc.boolean(),
        }),
        { maxLength: 6 },
      ),
    }),
    { maxLength: 4 },
  ),
});
