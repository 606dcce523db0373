/**
 * One person's day as measures 3 defines it, without any code of the product: cut into pieces in which nothing changes,
 * and added up in whole numbers of a unit so small that nothing is rounded before the end.
 */

export type NaiveCause = 'approval' | 'rerun' | 'queue' | 'cancelled' | 'failed' | 'run' | 'switch';

/** Milliseconds. */
export interface ReplayBuild {
  id: number;
  createdMs: number;
  finishedMs: number;
  stretches: Array<{ fromMs: number; untilMs: number; cause: NaiveCause; place: string; owner: string }>;
  /** `pipeline/step` that its switches are at. */
  home: string;
}

export interface ReplayParams {
  /** A, C, G and S of measures 3; C may be without end. */
  fullMs: number;
  attentionEndsMs: number;
  switchAfterMs: number;
  switchCostMs: number;
  /** p. */
  partialWeight: number;
  /** N. */
  switchesADay: number;
  capMs: number;
}

/** What was lost to a build at a place for a cause. */
interface Cell {
  buildId: number;
  place: string;
  owner: string;
  cause: NaiveCause;
  units: bigint;
}

export type NaiveBands = Record<'measuredMs' | 'lowMs' | 'lostMs' | 'highMs', number>;

/** Whole parts of a millisecond: of weights in millionths, divided among up to twelve builds. */
const WEIGHT_UNITS = 1_000_000;
const PARTS = 27_720;
const UNITS_A_MS = BigInt(WEIGHT_UNITS) * BigInt(PARTS);

export function naiveReplay(
  builds: readonly ReplayBuild[],
  windows: ReadonlyArray<readonly [number, number]>,
  params: ReplayParams,
): NaiveBands & { amounts: Array<Omit<Cell, 'units'> & NaiveBands> } {
  const inOrder = builds.toSorted((a, b) => a.createdMs - b.createdMs || a.id - b.id);
  const most = {
    ...params,
    partialWeight: 1,
    attentionEndsMs: Number.POSITIVE_INFINITY,
    switchCostMs: Math.max(params.switchCostMs, 15 * 60_000),
  };
  const central = attribute(inOrder, windows, params);
  const high = attribute(inOrder, windows, most);
  const isLow = ({ cause }: Cell) => cause === 'queue' || cause === 'rerun';
  const readings = {
    measuredMs: wholeMs(
      only(high, ({ cause }) => cause !== 'switch'),
      null,
    ),
    lowMs: wholeMs(only(central, isLow), params.capMs),
    lostMs: wholeMs(central, params.capMs),
    highMs: wholeMs(high, params.capMs),
  };
  const sum = (amounts: readonly number[]) => amounts.reduce((total, ms) => total + ms, 0);
  const amounts = central.map(({ buildId, place, owner, cause }, index) => ({
    ...{ buildId, place, owner, cause },
    measuredMs: readings.measuredMs[index] ?? 0,
    lowMs: readings.lowMs[index] ?? 0,
    lostMs: readings.lostMs[index] ?? 0,
    highMs: readings.highMs[index] ?? 0,
  }));
  return {
    measuredMs: sum(readings.measuredMs),
    lowMs: sum(readings.lowMs),
    lostMs: sum(readings.lostMs),
    highMs: sum(readings.highMs),
    amounts: amounts.filter(one => one.measuredMs + one.lowMs + one.lostMs + one.highMs > 0),
  };
}

/** A piece of working time in which attention is on something, and neither it nor the builds change. */
interface Piece {
  fromMs: number;
  untilMs: number;
  window: number;
  sharing: Array<{ build: ReplayBuild; weight: number }>;
}

function attribute(
  builds: readonly ReplayBuild[],
  windows: ReadonlyArray<readonly [number, number]>,
  params: ReplayParams,
): Cell[] {
  const cells = cellsOf(builds);
  const cellOf = (build: ReplayBuild, cause: NaiveCause, place: string, owner: string) => {
    const found = cells.find(
      cell =>
        cell.buildId === build.id && cell.cause === cause && cell.place === place && cell.owner === owner,
    );
    if (found === undefined) throw new Error('an amount without a cell');
    return found;
  };
  const pieces = piecesOf(builds, windows, params);
  for (const { fromMs, untilMs, sharing } of pieces) {
    const attention = Math.max(...sharing.map(({ weight }) => weight));
    if (PARTS % sharing.length !== 0) throw new Error(`${sharing.length} builds at once`);
    const each = BigInt(untilMs - fromMs) * BigInt(attention) * BigInt(PARTS / sharing.length);
    for (const { build } of sharing) {
      const at = build.stretches.find(one => one.fromMs <= fromMs && one.untilMs > fromMs);
      if (at === undefined) throw new Error('a build is nowhere');
      cellOf(build, at.cause, at.place, at.owner).units += each;
    }
  }
  for (const build of switchesOf(pieces, params)) {
    cellOf(build, 'switch', build.home, build.home).units += BigInt(params.switchCostMs) * UNITS_A_MS;
  }
  return cells;
}

/** In the order in which a tie is settled: by builds, then by when each was first there, switches last. */
function cellsOf(builds: readonly ReplayBuild[]): Cell[] {
  return builds.flatMap(({ id, stretches, home }) => {
    const own: Cell[] = [];
    const at = { place: home, owner: home, cause: 'switch' as const };
    for (const { place, owner, cause } of [...stretches, at]) {
      const isThere = own.some(cell => cell.place === place && cell.owner === owner && cell.cause === cause);
      if (!isThere) own.push({ buildId: id, place, owner, cause, units: 0n });
    }
    return own;
  });
}

function piecesOf(
  builds: readonly ReplayBuild[],
  windows: ReadonlyArray<readonly [number, number]>,
  { fullMs, attentionEndsMs, partialWeight }: ReplayParams,
): Piece[] {
  const times = builds.flatMap(({ createdMs, finishedMs, stretches }) => [
    ...[createdMs, finishedMs, createdMs + fullMs, createdMs + attentionEndsMs],
    ...stretches.map(({ fromMs }) => fromMs),
  ]);
  const cuts = [...new Set([...times, ...windows.flat()])].filter(Number.isFinite).sort((a, b) => a - b);
  return cuts.slice(1).flatMap((untilMs, index): Piece[] => {
    const fromMs = cuts[index] ?? untilMs;
    const window = windows.findIndex(([opens, closes]) => opens <= fromMs && untilMs <= closes);
    if (window === -1) return [];
    const sharing = builds
      .filter(({ createdMs, finishedMs }) => createdMs <= fromMs && fromMs < finishedMs)
      .map(build => {
        const since = fromMs - build.createdMs;
        const w = since >= attentionEndsMs ? 0 : since < fullMs ? 1 : partialWeight;
        return { build, weight: Math.round(w * WEIGHT_UNITS) };
      })
      .filter(({ weight }) => weight > 0);
    return sharing.length === 0 ? [] : [{ fromMs, untilMs, window, sharing }];
  });
}

/** The builds that the first N long runs of attention are counted for. */
function switchesOf(pieces: readonly Piece[], params: ReplayParams): ReplayBuild[] {
  const runs: Piece[][] = [];
  for (const piece of pieces) {
    const before = runs.at(-1)?.at(-1);
    const goesOn = before?.untilMs === piece.fromMs && before.window === piece.window;
    if (goesOn) runs.at(-1)?.push(piece);
    else runs.push([piece]);
  }
  const long = runs.filter(run => (run.at(-1)?.untilMs ?? 0) - (run[0]?.fromMs ?? 0) > params.switchAfterMs);
  return long.slice(0, params.switchesADay).map(run => {
    const { sharing = [], untilMs } = run.at(-1) ?? {};
    const ended = sharing.filter(({ build }) => build.finishedMs === untilMs);
    const [first] =
      ended.length > 0
        ? ended.toSorted((a, b) => b.build.id - a.build.id)
        : sharing.toSorted(
            (a, b) => b.weight - a.weight || b.build.createdMs - a.build.createdMs || b.build.id - a.build.id,
          );
    if (first === undefined) throw new Error('a run of nothing');
    return first.build;
  });
}

function only(cells: readonly Cell[], isOne: (cell: Cell) => boolean): Cell[] {
  return cells.map(cell => (isOne(cell) ? cell : { ...cell, units: 0n }));
}

/** Whole milliseconds by cell, all scaled to the cap where they are above it: those with the most cut off get the rest. */
function wholeMs(cells: readonly Cell[], capMs: number | null): number[] {
  const total = cells.reduce((sum, { units }) => sum + units, 0n);
  const cap = capMs === null ? null : BigInt(Math.round(capMs)) * UNITS_A_MS;
  const isCapped = cap !== null && total > cap;
  const scaled = (units: bigint) => (isCapped ? units * cap : units);
  const unit = isCapped ? UNITS_A_MS * total : UNITS_A_MS;
  const whole = cells.map(({ units }) => scaled(units) / unit);
  const rest = cells.map(({ units }) => scaled(units) % unit);
  const sum = (2n * scaled(total) + unit) / (2n * unit);
  let missing = sum - whole.reduce((all, ms) => all + ms, 0n);
  const inOrder = rest
    .map((left, index) => ({ left, index }))
    .filter(({ left }) => left > 0n)
    .sort((a, b) => (a.left === b.left ? a.index - b.index : a.left < b.left ? 1 : -1));
  for (const { index } of inOrder) {
    if (missing <= 0n) break;
    whole[index] = (whole[index] ?? 0n) + 1n;
    missing -= 1n;
  }
  return whole.map(Number);
}
