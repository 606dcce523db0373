import type { TrendAnswer } from './trend-answer';

/** One line of the table below the verdict, and of its CSV; milliseconds, null where there is no such figure. */
export interface TrendRow {
  figure: 'wait by the line' | 'lost a working day' | 'volume' | 'per build' | 'mix' | 'service';
  service: string | null;
  beforeMs: number | null;
  afterMs: number | null;
  changeMs: number | null;
}

/** The wait from the start of the line to its end; what was lost on a working day on both sides, and what moved that. */
export function trendRows(answer: TrendAnswer): TrendRow[] {
  const { firstMs, lastMs, before, after, lostChangeMsADay, services } = answer;
  // The history may not reach over the range before.
  const isKnown = lostChangeMsADay !== null;
  const part = (figure: TrendRow['figure'], ms: number) => ({
    ...{ figure, service: null, beforeMs: null, afterMs: null },
    changeMs: isKnown ? ms : null,
  });
  return [
    {
      ...{ figure: 'wait by the line', service: null, beforeMs: firstMs, afterMs: lastMs },
      changeMs: firstMs === null || lastMs === null ? null : lastMs - firstMs,
    },
    {
      ...{ figure: 'lost a working day', service: null, changeMs: lostChangeMsADay },
      ...{ beforeMs: isKnown ? before.lostMsADay : null, afterMs: after.lostMsADay },
    },
    part('volume', answer.volumeMsADay),
    part('per build', answer.speedMsADay),
    part('mix', answer.mixMsADay),
    ...services.map(({ service, changeMsADay, lostMsADay }) => ({
      ...{ figure: 'service' as const, service },
      afterMs: after.lostMsADay === null ? null : lostMsADay,
      ...(isKnown
        ? { beforeMs: lostMsADay - changeMsADay, changeMs: changeMsADay }
        : { beforeMs: null, changeMs: null }),
    })),
  ];
}
