/** What one service lost in a period. */
export interface PeriodLoss {
  /** Builds that somebody waited for. */
  buildCount: number;
  lostMs: number;
}

/** A change of the hours lost between two periods; the three add up to it. Milliseconds, negative: less was lost. */
export interface ChangeSplit {
  /** More or fewer builds, at what a build cost before. */
  volumeMs: number;
  /** A build of the same service costs more or less than before. */
  speedMs: number;
  /** Other services build: those that cost more or less than the average. A new service counts here. */
  mixMs: number;
}

/**
 * Splits a change into volume, speed and mix over services s, with n builds and h hours a build, N = Σn:
 * volume = (N₁ − N₀) · H₀/N₀, mix = Σ (n₁ₛ − N₁·n₀ₛ/N₀) · h₀ₛ, speed = Σ n₁ₛ · (h₁ₛ − h₀ₛ). Hours of a service
 * without builds in a period (they finished in another) go to speed, which takes up what rounding leaves.
 *
 * @param services before and after by service
 * @returns whole milliseconds
 */
export function splitChange(services: Iterable<{ before: PeriodLoss; after: PeriodLoss }>): ChangeSplit {
  const all = [...services];
  const total = (pick: (s: { before: PeriodLoss; after: PeriodLoss }) => number) =>
    all.reduce((sum, service) => sum + pick(service), 0);
  const buildsBefore = total(s => s.before.buildCount);
  const buildsAfter = total(s => s.after.buildCount);
  const lostBeforeMs = total(s => s.before.lostMs);
  const changeMs = total(s => s.after.lostMs) - lostBeforeMs;
  if (buildsBefore === 0) return { volumeMs: changeMs, speedMs: 0, mixMs: 0 };
  const volumeMs = Math.round(((buildsAfter - buildsBefore) * lostBeforeMs) / buildsBefore);
  const mixMs = Math.round(
    total(({ before, after }) => {
      const expected = (buildsAfter * before.buildCount) / buildsBefore;
      return (after.buildCount - expected) * perBuildMs(before, after);
    }),
  );
  return { volumeMs, mixMs, speedMs: changeMs - volumeMs - mixMs };
}

/** Before the change; a service that did not build then is taken to have cost what it costs now. */
function perBuildMs(before: PeriodLoss, after: PeriodLoss): number {
  if (before.buildCount > 0) return before.lostMs / before.buildCount;
  return after.buildCount > 0 ? after.lostMs / after.buildCount : 0;
}
