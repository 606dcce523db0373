import { listedBuildAt } from './build-at';
import { firstDayOf, planBuild } from './build-plan';
import type { BuildRecord } from './build-record';
import { DAY_S, dayOf } from './calendar';
import { Chronicle } from './chronicle';
import type { DemoContent } from './demo-content';
import { goJson } from './go-json';
import type { LogTruth } from './logs/log-truth';
import { DEVELOPERS, type Person } from './people';
import { refOf } from './recipes/ref-of';
import { repoAt } from './repo-at';
import { REPOS, type RepoSpec } from './services';
import type { StagePlan } from './stage-plan';
import { stagesAt } from './stages-at';
import { type StepLog, stepLog } from './step-log';
import { type StoryEvent, storyOf } from './story';
import type { WireBuild } from './wire';

export interface DemoWorldOptions {
  seed: number;
  /** The `now` of the very first start; the story and all dates hang on it. */
  origin: Date;
  /** Weeks of history before the day of the origin; 26 unless told. What the story tells of earlier dates
   * has happened already. */
  weeks?: number;
  /** Only the first so many developers work: smaller worlds for tests. */
  developerCount?: number;
}

/** The demo's history, and its own truth about it. Everything is a pure function of options and instant. */
export interface DemoWorld extends DemoContent {
  seed: number;
  origin: Date;
  /** Midnight UTC of the first day. */
  firstDay: Date;
  repos: readonly RepoSpec[];
  developers: readonly Person[];
  story: readonly StoryEvent[];
  /** All builds of a repository that exist by then, newest first, with stages. */
  builds(slug: string, at: Date): WireBuild[];
  /** A build with its stages; null when there is none. */
  build(slug: string, number: number, at: Date): WireBuild | null;
  /** What was written into a log; null where none is stored, by then or, without an instant, ever. */
  logTruth(slug: string, build: number, stage: number, step: number, at?: Date): LogTruth | null;
}

const PLANS_KEPT = 200;

/** Plans and simulates the whole history; later days are added as they are asked for. */
export function createDemoWorld(options: DemoWorldOptions): DemoWorld {
  const { seed, origin } = options;
  const originS = secondsOf(origin);
  const firstDay = firstDayOf(origin, options.weeks ?? 26);
  const story = storyOf(dayOf(originS));
  const developers = DEVELOPERS.slice(0, options.developerCount ?? DEVELOPERS.length);
  const chronicle = new Chronicle({ seed, originS, firstDay, story, developers });
  chronicle.reach(originS);
  const teller = new Teller(seed, story, chronicle);
  return {
    seed,
    origin,
    firstDay: new Date(firstDay * DAY_S * 1000),
    repos: REPOS,
    developers,
    story,
    repoList: at => REPOS.map(spec => repoAt(spec, firstDay, chronicle.countAt(spec.slug, secondsOf(at)))),
    buildCount: (slug, at) => chronicle.countAt(slug, secondsOf(at)),
    createdS: (slug, number) => chronicle.recordsOf(slug)[number - 1]?.createdS ?? 0,
    idOf: (slug, number) => chronicle.recordsOf(slug)[number - 1]?.id ?? 0,
    refOf: (slug, number) => {
      const record = chronicle.recordsOf(slug)[number - 1];
      return record === undefined ? '' : refOf(record);
    },
    listedJson: (slug, number, at) => jsonOf(teller.listed(slug, number, at)),
    detailJson: (slug, number, at) => jsonOf(teller.detailed(slug, number, at)),
    logJson: (slug, number, stage, step, at) => teller.log(slug, number, stage, step, at)?.json ?? null,
    builds: (slug, at) => teller.all(slug, at),
    build: (slug, number, at) => teller.detailed(slug, number, at),
    logTruth: (slug, number, stage, step, at) =>
      teller.log(slug, number, stage, step, at ?? null)?.truth ?? null,
  };
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

function jsonOf(build: WireBuild | null): string | null {
  return build === null ? null : goJson(build);
}

/** Turns records into what a client sees at an instant. */
class Teller {
  #seed: number;
  #story: readonly StoryEvent[];
  #chronicle: Chronicle;
  /** Of the builds that were asked for last: who asks for a log asks for those of the other steps as well. */
  #plans = new Map<BuildRecord, readonly StagePlan[]>();

  constructor(seed: number, story: readonly StoryEvent[], chronicle: Chronicle) {
    this.#seed = seed;
    this.#story = story;
    this.#chronicle = chronicle;
  }

  listed(slug: string, number: number, at: Date): WireBuild | null {
    const record = this.#recordAt(slug, number, at);
    return record === null ? null : listedBuildAt(this.#seed, record, secondsOf(at));
  }

  detailed(slug: string, number: number, at: Date): WireBuild | null {
    const record = this.#recordAt(slug, number, at);
    return record === null ? null : this.#detail(record, secondsOf(at));
  }

  all(slug: string, at: Date): WireBuild[] {
    const count = this.#chronicle.countAt(slug, secondsOf(at));
    const records = this.#chronicle.recordsOf(slug).slice(0, count).reverse();
    return records.map(record => this.#detail(record, secondsOf(at)));
  }

  /** A log as it is stored by an instant, or as it will be in the end. */
  log(slug: string, number: number, stage: number, step: number, at: Date | null): StepLog | null {
    const told = this.#chronicle.recordsOf(slug)[number - 1] ?? null;
    const record = at === null ? told : this.#recordAt(slug, number, at);
    if (record === null) return null;
    const plans = this.#plansOf(record);
    const log = stepLog(this.#seed, record, plans, stage, step);
    return log !== null && (at === null || log.storedS <= secondsOf(at)) ? log : null;
  }

  #detail(record: BuildRecord, atS: number): WireBuild {
    const build = listedBuildAt(this.#seed, record, atS);
    const plans = this.#plansOf(record);
    const stages = stagesAt(this.#seed, record, plans, atS);
    return stages.length === 0 ? build : { ...build, stages };
  }

  #plansOf(record: BuildRecord): readonly StagePlan[] {
    const known = this.#plans.get(record);
    if (known !== undefined) return known;
    const plans = planBuild({ seed: this.#seed, story: this.#story }, record);
    this.#plans.set(record, plans);
    if (this.#plans.size > PLANS_KEPT) this.#plans.delete(this.#plans.keys().next().value ?? record);
    return plans;
  }

  #recordAt(slug: string, number: number, at: Date): BuildRecord | null {
    this.#chronicle.reach(secondsOf(at));
    const record = this.#chronicle.recordsOf(slug)[number - 1];
    return record !== undefined && record.createdS <= secondsOf(at) ? record : null;
  }
}
