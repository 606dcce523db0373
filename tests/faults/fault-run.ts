import { setTimeout as sleep } from 'node:timers/promises';
import { DAY_MS, SECOND_MS } from '@/lib/time/units';
import { differencesFromCalm } from './differences-from-calm';
import type { Fault, FaultPlace } from './faults';
import type { Said } from './product';
import { waitUntilSettled } from './settled';
import { timesAhead } from './times-ahead';

const LOOK_MS = 500;
const RECOVERY_MS = 180 * SECOND_MS;
/** Health that takes longer is none. */
const MOST_HEALTH_MS = 12 * SECOND_MS;

export interface FaultResult {
  fault: string;
  /** Null: it was tried. */
  skipped: string | null;
  /** From when it was over until all that Drone has is stored again; null: it never was. */
  recoveryMs: number | null;
  /** What page and health said meanwhile, each once. */
  said: string[];
  slowestHealthMs: number;
}

/** Injects one fault while builds come in, and waits until everything works again. */
export async function runFault(fault: Fault, place: FaultPlace, hours: number): Promise<FaultResult> {
  const { world } = place;
  const said = new Set<string>();
  let slowestHealthMs = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const look = await place.product.look();
      slowestHealthMs = Math.max(slowestHealthMs, look.healthMs);
      const words = wordsOf(look);
      if (words !== null) said.add(words);
      await sleep(LOOK_MS);
    }
  })();
  world.goOn(hours);
  const skipped = (await fault.inject({ ...place, note: words => said.add(words) })) ?? null;
  const recoveryMs = skipped === null ? await recovered(place) : 0;
  isOver = true;
  await watching;
  return { fault: fault.name, skipped, recoveryMs, said: [...said], slowestHealthMs };
}

/** Until pages answer, the poller has looked at Drone again, nothing is said to be wrong, and nothing is missing. */
async function recovered({ product, world }: FaultPlace): Promise<number | null> {
  const overMs = performance.now();
  const over = new Date();
  while (performance.now() - overMs < RECOVERY_MS) {
    const { health, pageStatus } = await product.look();
    const progress = health?.import;
    if (
      health?.ready === true &&
      pageStatus === 200 &&
      progress !== undefined &&
      health.limited === undefined &&
      progress.lastError === null &&
      progress.pollersAtWork > 0 &&
      new Date(progress.lookedAt ?? 0) > over &&
      progress.buildsToGo === 0 &&
      progress.buildsStored >= world.buildCount
    )
      return performance.now() - overMs;
    await sleep(LOOK_MS);
  }
  return null;
}

/** Null: all is well. */
function wordsOf({ pageStatus, health, healthStatus }: Said): string | null {
  if (pageStatus === null && healthStatus === null) return 'no answer';
  const words = health?.reason ?? health?.limited ?? health?.import?.lastError ?? null;
  const noPoller = health?.import?.pollersAtWork === 0 ? 'no poller is at work' : null;
  const problem = words ?? noPoller;
  if (pageStatus === 200 && problem === null) return null;
  return `page ${pageStatus ?? 'none'}, health ${healthStatus ?? 'none'}: ${problem ?? 'ready'}`;
}

/**
 * At the end of the story: everything is stored as Drone has it, field by field, and the same as an import without any
 * fault stores. @returns what differs, in words
 */
export async function findDifferences(
  place: FaultPlace,
  { logs = true }: { logs?: boolean } = {},
): Promise<string[]> {
  const { product, world } = place;
  world.goToEnd();
  const found: string[] = [];
  if ((await recovered(place)) === null)
    found.push(`the end of the story was never stored:\n${product.output}`);
  await product.withPool(async pool => {
    found.push(...(await waitUntilSettled(pool, world)));
    found.push(...(await timesAhead(pool)), ...(await differencesFromCalm(pool, world, logs)));
  });
  return found;
}

/** What must hold of every fault. */
export function failuresOf({ fault, recoveryMs, slowestHealthMs }: FaultResult): string[] {
  const failures: string[] = [];
  if (recoveryMs === null) failures.push(`${fault}: no recovery within ${RECOVERY_MS / SECOND_MS} s`);
  if (slowestHealthMs > MOST_HEALTH_MS)
    failures.push(`${fault}: health took ${Math.round(slowestHealthMs / SECOND_MS)} s`);
  return failures;
}

/** Hours of Drone's clock for each fault, so that the story lasts for all. */
export function hoursEach(faults: readonly Fault[]): number {
  return (4 * DAY_MS) / (faults.length * 60 * 60 * SECOND_MS);
}
