import { at } from '@/lib/at';
import { EVENTS } from '@/lib/facts/vocabulary';
import { type BuildColumns, endOf } from '@/lib/weeks/reader';

/** How many are listed. */
export const SLOWEST_SHOWN = 25;

/** A build, or what ran in it, with how long it took. */
export interface SlowRun {
  builds: BuildColumns;
  build: number;
  seconds: number;
}

/** Keeps those that took the longest, the newest first where they are equal. */
export class Slowest<Run extends SlowRun> {
  private runs: Run[] = [];
  /** What took less is in no list: it need not be added. */
  leastS = -1;

  /** @param compareNames orders those that took equally long in builds of the same second */
  constructor(private readonly compareNames: (a: Run, b: Run) => number) {}

  add(run: Run): void {
    this.runs.push(run);
    if (this.runs.length < 4 * SLOWEST_SHOWN) return;
    this.runs = this.list;
    this.leastS = this.runs.at(-1)?.seconds ?? -1;
  }

  /** In order. */
  get list(): Run[] {
    return this.runs
      .sort(
        (a, b) =>
          b.seconds - a.seconds ||
          createdOf(b) - createdOf(a) ||
          this.compareNames(a, b) ||
          numberOf(b) - numberOf(a),
      )
      .slice(0, SLOWEST_SHOWN);
  }
}

/** What a list says of the build. */
export function slowBuildOf({ builds, build }: SlowRun) {
  return {
    number: numberOf({ builds, build }),
    event: EVENTS[at(builds.event, build, 'event')] ?? 'other',
    finishedAt: new Date(endOf(builds, build) * 1000).toISOString(),
  };
}

type OfBuild = Pick<SlowRun, 'builds' | 'build'>;

function numberOf({ builds, build }: OfBuild): number {
  return at(builds.number, build, 'number');
}

function createdOf({ builds, build }: OfBuild): number {
  return at(builds.createdS, build, 'createdS');
}
