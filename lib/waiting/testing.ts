import type { WaitingDay } from './waiting-day';

/** What the slow simulation says of a day, in milliseconds, not rounded and not capped. */
export interface SimulatedDay {
  measuredMs: number;
  attendedMs: number;
  /** Attention by `build cause`. */
  shares: Map<string, number>;
  /** Ids of the builds that the switches belong to. */
  switches: number[];
}

/**
 * The definition of hours lost taken literally, one second at a time, written apart from the product's
 * code: the reference for days whose times are whole seconds.
 */
export function simulateDay({ builds, windows, params: p }: WaitingDay): SimulatedDay {
  const day: SimulatedDay = { measuredMs: 0, attendedMs: 0, shares: new Map(), switches: [] };
  const weight = (tau: number) =>
    tau < 0 || tau >= p.partialUntilMs ? 0 : tau < p.fullAttentionMs ? 1 : p.partialWeight;
  for (const [from, until] of windows) {
    let run = 0;
    for (let t = from; t <= until; t += 1000) {
      const active = t === until ? [] : builds.filter(b => b.createdMs <= t && t < b.finishedMs);
      if (active.length > 0) day.measuredMs += 1000;
      const attentive = active.filter(b => weight(t - b.createdMs) > 0);
      if (attentive.length > 0) {
        run += 1000;
        const alpha = Math.max(...attentive.map(b => weight(t - b.createdMs)));
        day.attendedMs += alpha * 1000;
        for (const build of attentive) {
          const cause = build.stretches.find(s => s.fromMs <= t && t < s.untilMs)?.cause;
          const key = `${build.id} ${cause}`;
          day.shares.set(key, (day.shares.get(key) ?? 0) + (alpha * 1000) / attentive.length);
        }
        continue;
      }
      if (run > p.switchAfterMs && day.switches.length < p.maxSwitches) {
        const last = t - 1000;
        const before = builds.filter(
          b => b.createdMs <= last && last < b.finishedMs && weight(last - b.createdMs) > 0,
        );
        const ended = before.filter(b => b.finishedMs === t).sort((a, b) => b.id - a.id)[0];
        const heaviest = before.sort(
          (a, b) =>
            weight(last - b.createdMs) - weight(last - a.createdMs) ||
            b.createdMs - a.createdMs ||
            b.id - a.id,
        )[0];
        day.switches.push((ended ?? heaviest)?.id ?? Number.NaN);
      }
      run = 0;
    }
  }
  return day;
}
