import { planBuild } from './build-plan';
import type { BuildDraft, BuildRecord } from './build-record';
import { DAY_S, dayOf } from './calendar';
import { planDay } from './day-plan';
import type { Desk } from './developer-day';
import type { Person } from './people';
import { refOf } from './recipes/ref-of';
import { liveFromS } from './robot-day';
import { RunnerPool } from './runner-pool';
import { REPOS, type RepoSpec } from './services';
import type { StoryEvent } from './story';

const FIRST_BUILD_ID = 40_211;
const FIRST_STAGE_ID = 51_870;
const FIRST_STEP_ID = 310_443;
const FIRST_PULL_REQUEST = 118;
/** A build may wait and run past midnight: that much is simulated beyond the day that is asked for. */
const DAYS_AHEAD = 2;

interface Shelf {
  records: BuildRecord[];
  pullRequestCount: number;
  /** Newest commit of each branch. */
  tips: Map<string, number>;
}

export interface ChronicleOptions {
  seed: number;
  originS: number;
  firstDay: number;
  story: readonly StoryEvent[];
  developers: readonly Person[];
}

/** The history so far: it grows day by day, and what it has told once never changes. */
export class Chronicle {
  #options: ChronicleOptions;
  #nextDay: number;
  #desks: Desk[];
  #pool: RunnerPool;
  #shelves = new Map<string, Shelf>();
  /** Drafts point at their parents; numbers are known only here. */
  #numbered = new WeakMap<BuildDraft, BuildRecord>();
  #serial = 0;
  #stageCount = 0;
  #stepCount = 0;

  constructor(options: ChronicleOptions) {
    this.#options = options;
    this.#nextDay = options.firstDay;
    this.#pool = new RunnerPool(options.seed, liveFromS(options.originS));
    this.#desks = options.developers.map(person => ({
      person,
      repo: null,
      pullRequest: null,
      pushesLeft: 0,
      last: null,
      released: null,
      commits: 0,
    }));
    for (const { slug } of REPOS) {
      this.#shelves.set(slug, { records: [], pullRequestCount: FIRST_PULL_REQUEST, tips: new Map() });
    }
  }

  /** Makes sure that everything up to this instant has been told. */
  reach(unixS: number): void {
    while (this.#nextDay <= dayOf(unixS) + DAYS_AHEAD) this.#tellDay();
  }

  /** All builds told so far, oldest first: the build of number n at n − 1. */
  recordsOf(slug: string): readonly BuildRecord[] {
    return this.#shelves.get(slug)?.records ?? [];
  }

  /** How many builds had been created by this instant. */
  countAt(slug: string, unixS: number): number {
    this.reach(unixS);
    const records = this.recordsOf(slug);
    let [low, high] = [0, records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((records[middle]?.createdS ?? 0) <= unixS) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #tellDay(): void {
    const day = this.#nextDay;
    const { seed, originS } = this.#options;
    for (const draft of planDay({ seed, day, repos: REPOS }, this.#desks, originS)) {
      this.#submit(this.#number(draft));
    }
    this.#pool.runUntil((day + 1) * DAY_S - 1);
    this.#nextDay += 1;
  }

  #submit(record: BuildRecord): void {
    const stages = planBuild(this.#options, record);
    this.#stageCount += stages.length;
    for (const stage of stages) this.#stepCount += stage.steps.length;
    this.#pool.submit(record, stages);
  }

  #number(draft: BuildDraft): BuildRecord {
    const shelf = this.#shelfOf(draft.repo);
    if (draft.pullRequest !== null && draft.pullRequest.number === 0) {
      shelf.pullRequestCount += 1;
      draft.pullRequest.number = shelf.pullRequestCount;
    }
    const parentRecord = draft.parent === null ? null : (this.#numbered.get(draft.parent) ?? null);
    const record: BuildRecord = {
      ...draft,
      serial: this.#serial,
      number: shelf.records.length + 1,
      id: FIRST_BUILD_ID + this.#serial,
      firstStageId: FIRST_STAGE_ID + this.#stageCount,
      firstStepId: FIRST_STEP_ID + this.#stepCount,
      before: 0,
      status: 'pending',
      startedS: null,
      finishedS: null,
      killedS: null,
      runs: [],
      parentRecord,
    };
    record.before = parentRecord?.before ?? this.#moveTip(shelf, record);
    this.#serial += 1;
    shelf.records.push(record);
    this.#numbered.set(draft, record);
    return record;
  }

  /** The commit that the branch pointed to until now; a tag has none. */
  #moveTip(shelf: Shelf, record: BuildRecord): number {
    if (record.event === 'tag') return 0;
    const ref = refOf(record);
    const before = shelf.tips.get(ref) ?? 0;
    shelf.tips.set(ref, record.commit);
    return before;
  }

  #shelfOf(repo: RepoSpec): Shelf {
    const shelf = this.#shelves.get(repo.slug);
    if (shelf === undefined) throw new RangeError(`the demo has no repository ${repo.slug}`);
    return shelf;
  }
}
