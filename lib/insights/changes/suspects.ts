import type { Suspect } from './change';

type Build = Omit<Suspect, 'likeness'>;

interface Size {
  /** Whether values are hits of look-ups; else they are milliseconds. */
  isRatio: boolean;
  before: number;
  after: number;
}

/**
 * The most probable cause first: what changed began with the first build that is as builds are since. Those that follow
 * it carry the change, those whose value is not known may; those before it, and those that are as before, speak against it.
 *
 * @param builds in order of time
 */
export function rankSuspects(builds: readonly Build[], size: Size): Suspect[] {
  const told = builds.map(build => ({ build, isAfter: isAsAfter(build.value, size) }));
  const known = told.filter(({ isAfter }) => isAfter !== null);
  const first = known[boundaryOf(known.map(({ isAfter }) => isAfter === true))]?.build ?? null;
  const start = first === null ? builds.length : builds.indexOf(first);
  return told
    .map(({ build, isAfter }, i) => ({
      suspect: {
        ...build,
        likeness:
          isAfter === null
            ? null
            : build === first
              ? ('first' as const)
              : isAfter
                ? ('after' as const)
                : ('before' as const),
      },
      rank: isAfter === null ? 2 : build === first ? 0 : !isAfter ? 4 : i > start ? 1 : 3,
    }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ suspect }) => suspect);
}

/** Whether it is nearer to what came after than to what was before: of durations by how many times, of rates by points. */
function isAsAfter(value: number | null, { isRatio, before, after }: Size): boolean | null {
  if (value === null || before === after) return null;
  const scale = (one: number) => (isRatio ? one : Math.log(Math.max(one, 1)));
  const middle = (scale(before) + scale(after)) / 2;
  return after > before ? scale(value) > middle : scale(value) < middle;
}

/** From which of them on they are as after, with the fewest on the wrong side. */
function boundaryOf(areAfter: readonly boolean[]): number {
  let wrong = areAfter.filter(isAfter => !isAfter).length;
  let [best, fewest] = [0, wrong];
  areAfter.forEach((isAfter, i) => {
    wrong += isAfter ? 1 : -1;
    if (wrong < fewest) [best, fewest] = [i + 1, wrong];
  });
  return best;
}
