import type { NaiveRow, NaiveStage } from './naive-clocks';

/**
 * The critical path and exclusive times as measures 1 and 3 define them, without any code of the product. Instead of
 * walking back once, it asks of each piece of time by itself who held the build up then.
 */
export interface NaivePiece {
  fromS: number;
  untilS: number;
  /** Its stage had not started. */
  queued: boolean;
  /** Place among the stages; null: what follows the last, or nobody. */
  stage: number | null;
  /** Place among the steps of the stage; null: between them, before or after. */
  step: number | null;
}

/** A stage or step. Seconds. */
interface Item {
  name: string;
  /** Null: it never ran. */
  from: number | null;
  to: number;
  /** Names; null: nobody told. */
  needs: readonly string[] | null;
  /** Others go on as soon as it has started. */
  isAside: boolean;
}

/** An item that ran, with the places of those that ran before and held it up. */
interface Ran {
  place: number;
  from: number;
  freesAt: number;
  isAside: boolean;
  heldUpBy: number[];
}

/** Stretches from the creation of the build to its end, one behind the other. */
export function naivePath(row: NaiveRow): NaivePiece[] {
  const end = endOf(row);
  const stages = ranOf(stageItems(row));
  const candidates: Array<Omit<NaivePiece, 'fromS' | 'untilS'> & { since: number }> = [];
  const note = (since: number, queued: boolean, stage: number | null, step: number | null) =>
    candidates.push({ since, queued, stage, step });
  const chain = chainOf(stages, stages);
  note(chain[0]?.freesAt ?? row.created, false, null, null);
  for (const [index, stage] of chain.entries()) {
    const steps = ranOf(stepItems(row.stages[stage.place], stage.freesAt));
    for (const step of chainOf(
      steps.filter(({ isAside }) => !isAside),
      steps,
    )) {
      note(step.freesAt, false, stage.place, null);
      note(step.from, false, stage.place, step.place);
    }
    note(stage.from, false, stage.place, null);
    note(chain[index + 1]?.freesAt ?? row.created, true, stage.place, null);
  }
  const times = [row.created, end, ...candidates.map(({ since }) => since)];
  const cuts = [...new Set(times)].filter(time => time >= row.created && time <= end).sort((a, b) => a - b);
  const pieces = cuts.slice(1).map((untilS, index): NaivePiece => {
    const fromS = cuts[index] ?? row.created;
    // The last to have begun before, of those that the build waited for from its end on.
    const found = candidates.find(({ since }) => since <= fromS);
    if (found === undefined) throw new Error('nobody and nothing held the build up');
    const { queued, stage, step } = found;
    return { fromS, untilS, queued, stage, step };
  });
  return joined(pieces);
}

/** How much sooner the build would have ended had each step taken no time, by stage and step. */
export function naiveExclusive(row: NaiveRow, path: readonly NaivePiece[]): number[][] {
  const stages = ranOf(stageItems(row));
  return row.stages.map((stage, place) => {
    const own = stages.find(ran => ran.place === place);
    const steps = own === undefined ? [] : ranOf(stepItems(stage, own.freesAt));
    return stage.steps.map((_, at) => {
      const onPath = path
        .filter(piece => piece.stage === place && piece.step === at)
        .reduce((sum, { fromS, untilS }) => sum + untilS - fromS, 0);
      const step = steps.find(ran => ran.place === at);
      if (onPath === 0 || step === undefined) return 0;
      const stageLess = endsSooner(steps, at, step.freesAt - step.from);
      return Math.min(onPath, endsSooner(stages, place, stageLess));
    });
  });
}

/** By how much the last of them ends sooner where one takes less: gaps stay as they were. */
function endsSooner(all: readonly Ran[], shorter: number, less: number): number {
  const known = new Map<number, number>();
  const newEnd = (place: number): number => {
    const before = known.get(place);
    if (before !== undefined) return before;
    const ran = all.find(one => one.place === place);
    if (ran === undefined) throw new Error('it never ran');
    const was = Math.max(...ran.heldUpBy.map(other => all.find(one => one.place === other)?.freesAt ?? 0));
    const is = Math.max(...ran.heldUpBy.map(newEnd));
    const sooner = (ran.heldUpBy.length === 0 ? 0 : was - is) + (place === shorter ? less : 0);
    known.set(place, ran.freesAt - sooner);
    return ran.freesAt - sooner;
  };
  const held = all.filter(({ isAside }) => !isAside);
  if (held.length === 0) return 0;
  return (
    Math.max(...held.map(({ freesAt }) => freesAt)) - Math.max(...held.map(({ place }) => newEnd(place)))
  );
}

/** From the end of the build back: who ended last, then who ended last of those that held it up, and so on. */
function chainOf(ends: readonly Ran[], all: readonly Ran[]): Ran[] {
  const chain: Ran[] = [];
  for (let last = lastOf(ends); last !== null; ) {
    chain.push(last);
    const { heldUpBy } = last;
    last = lastOf(all.filter(({ place }) => heldUpBy.includes(place)));
    if (last !== null && chain.includes(last)) throw new Error('they wait for each other');
  }
  return chain;
}

/** Of two that ended together the one that took longer, else that which is listed first. */
function lastOf(some: readonly Ran[]): Ran | null {
  const inOrder = some.toSorted((a, b) => b.freesAt - a.freesAt || a.from - b.from || a.place - b.place);
  return inOrder[0] ?? null;
}

/** Followed from the first item on, so that of a circle the dependency that closes it is the one that does not count. */
function ranOf(items: readonly Item[]): Ran[] {
  const freesAt = ({ from, to, isAside }: Item) => (isAside ? (from ?? to) : to);
  const answers = new Map<number, Needed | 'being followed'>();
  const follow = (place: number): Needed => {
    const before = answers.get(place);
    if (before === 'being followed') return { places: [], isTold: true };
    if (before !== undefined) return before;
    answers.set(place, 'being followed');
    const item = items[place];
    const named = (item?.needs ?? []).map(name => {
      const at = items.findIndex(other => other.name === name);
      return at === -1 ? { places: [], isTold: false } : reached(at);
    });
    const isTold = item?.needs != null && named.every(one => one.isTold);
    const { from = null } = item ?? {};
    const stopped = items.flatMap((other, at) => {
      if (isTold || from === null || at === place || other.from === null || freesAt(other) > from) return [];
      const isInSameSecond = freesAt(other) === from && other.from === from;
      return isInSameSecond && at > place ? [] : reached(at).places;
    });
    const answer = { places: [...new Set([...named.flatMap(one => one.places), ...stopped])], isTold };
    answers.set(place, answer);
    return answer;
  };
  /** Itself where it ran, else what it would have waited for. */
  const reached = (place: number): Needed => {
    const isFollowed = answers.get(place) === 'being followed';
    const needed = follow(place);
    return items[place]?.from === null || isFollowed ? needed : { places: [place], isTold: true };
  };
  return items.flatMap((item, place): Ran[] => {
    const { places: heldUpBy } = follow(place);
    const { from, isAside } = item;
    return from === null ? [] : [{ place, from, freesAt: freesAt(item), isAside, heldUpBy }];
  });
}

/** Places of those that ran, and whether the server told of all that it waited for. */
interface Needed {
  places: number[];
  isTold: boolean;
}

function endOf({ created, finished }: NaiveRow): number {
  return Math.max(created, finished ?? created);
}

function stageItems(row: NaiveRow): Item[] {
  const end = endOf(row);
  return row.stages.map(stage => {
    const { name, started, stopped, dependsOn: needs, status } = stage;
    if (['skipped', 'declined', 'blocked'].includes(status))
      return { name, from: null, to: end, needs, isAside: false };
    const from = started ?? (stage.isLost ? firstPossible(row, stage) : end);
    return { name, from, to: Math.max(from, stopped ?? end), needs, isAside: false };
  });
}

/** When a stage may have started of which only the end is known. */
function firstPossible(row: NaiveRow, { dependsOn, stopped }: NaiveStage): number {
  const before = row.stages
    .filter(({ name }) => dependsOn.includes(name))
    .flatMap(other => other.stopped ?? []);
  const from = Math.max(row.started ?? row.created, ...before);
  return Math.min(from, stopped ?? from);
}

function stepItems(stage: NaiveStage | undefined, stageEnds: number): Item[] {
  const steps = stage?.steps ?? [];
  const times = steps.map(({ status, started, stopped }) =>
    status === 'skipped' ? { started: null, stopped: null } : { started, stopped },
  );
  const last = times.findLast(({ started, stopped }) => started !== null && started !== stopped);
  const inContainers = [null, 'docker', 'kubernetes'].includes(stage?.type ?? null);
  return steps.map(({ name, detached, dependsOn }, index) => {
    const { started = null, stopped = null } = times[index] ?? {};
    // Runners that tell nothing of their steps do not tell services: what began before the last step and ends with it.
    const seemsService =
      inContainers &&
      dependsOn === null &&
      times[index] !== last &&
      started !== null &&
      stopped !== null &&
      started <= (last?.started ?? Number.NEGATIVE_INFINITY) &&
      stopped >= (last?.stopped ?? Number.POSITIVE_INFINITY) &&
      stopped <= (last?.stopped ?? 0) + 2;
    return {
      name,
      from: started,
      to: Math.max(started ?? 0, stopped ?? stageEnds),
      needs: dependsOn,
      isAside: detached === true || seemsService,
    };
  });
}

function joined(pieces: readonly NaivePiece[]): NaivePiece[] {
  const whole: NaivePiece[] = [];
  for (const piece of pieces) {
    const before = whole.at(-1);
    const isSame =
      before?.stage === piece.stage && before.step === piece.step && before.queued === piece.queued;
    if (before !== undefined && isSame) before.untilS = piece.untilS;
    else whole.push({ ...piece });
  }
  return whole;
}
