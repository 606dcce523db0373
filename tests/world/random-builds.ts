import type { BuildFact, StageFact, StepFact } from '@/lib/facts/build-fact';
import type { Status } from '@/lib/facts/vocabulary';
import { bareBuild, bareStage, bareStep } from './bare-facts';
import { Dice } from './dice';

/** Pipelines of a repository, each after those it names. */
export type RandomRepo = ReadonlyArray<{ name: string; after?: string[]; steps: readonly string[] }>;

export interface RandomOptions {
  repo: RandomRepo;
  seed: number;
  count: number;
  /** Drone's ids are this and the numbers that follow. */
  firstId: number;
  from: Date;
  days: number;
  people: readonly string[];
}

/**
 * Builds of all kinds: of all events, statuses and people; with skipped and detached steps, failures that are ignored,
 * steps of old servers, clocks that disagree, waits over midnight and over weeks, reruns and promotions.
 */
export function randomBuilds(options: RandomOptions): BuildFact[] {
  const dice = new Dice(options.seed);
  return Array.from({ length: options.count }, (_, index) => new Script(options, dice, index + 1).build());
}

/** Numbers of tests that compare random worlds with what a naive reader makes of them; WORLD_SEEDS says how many. */
export const WORLD_SEEDS = Array.from(
  { length: Number(process.env.WORLD_SEEDS ?? 2) },
  (_, index) => index + 1,
);

/**
 * The same builds, some of them as no server should tell them: steps that name others which are not there, twice or in a
 * circle, stages that nobody started or saw end, runners of other kinds, ids of more than 32 bits.
 */
export function withOddities(builds: readonly BuildFact[], seed: number): BuildFact[] {
  const dice = new Dice(seed);
  return builds.map(build => {
    const stages = build.stages.map(stage => (dice.isOneIn(3) ? oddStage(stage, dice) : stage));
    return { ...build, externalId: 2 ** 40 + build.externalId, stages };
  });
}

function oddStage(stage: StageFact, dice: Dice): StageFact {
  const names = stage.steps.map(({ name }) => name);
  const steps = stage.steps.map((step): StepFact => {
    if (!dice.isOneIn(4)) return step;
    const some = [...names, 'left out by its conditions'].filter(() => dice.isOneIn(3));
    return dice.oneOf<StepFact>([
      { ...step, dependsOn: some.filter(name => name !== step.name && names.indexOf(name) < step.number) },
      { ...step, dependsOn: null, detached: null },
      { ...step, detached: true },
      { ...step, stoppedAt: null },
      { ...step, startedAt: null, stoppedAt: null, status: 'skipped' },
      { ...step, startedAt: null },
    ]);
  });
  const type = dice.oneOf(['docker', 'exec', 'kubernetes', 'ssh', null]);
  return dice.oneOf<StageFact>([
    { ...stage, type, steps },
    { ...stage, type, steps },
    { ...stage, type, steps, dependsOn: [...stage.dependsOn, 'no such stage'] },
    { ...stage, startedAt: null, stoppedAt: null, updatedAt: null, status: 'killed', steps: [] },
    { ...stage, stoppedAt: null, updatedAt: null, status: 'running', steps },
    { ...stage, status: 'declined', startedAt: null, steps: [] },
  ]);
}

/** How the stages of a build end: all well, one fails, or it is killed at a second. */
interface Fate {
  status: Status;
  failsAt: number | null;
  killedAfterS: number;
}

class Script {
  private readonly createdS: number;
  private readonly fate: Fate;
  /** Some servers are too old to tell when they heard of a stage. */
  private readonly tellsUpdates: boolean;
  /** When stages stopped, by the server's clock. */
  private readonly stops = new Map<string, number>();
  private ranSteps = 0;
  /** Of the runner of the stage that is being told. */
  private skewS = 0;
  private lastStopS = 0;

  constructor(
    private readonly options: RandomOptions,
    private readonly dice: Dice,
    private readonly number: number,
  ) {
    const { from, days } = options;
    const hour = dice.isOneIn(6) ? dice.upTo(23) : 6 + dice.upTo(12);
    this.createdS = from.getTime() / 1000 + dice.upTo(days - 1) * 86_400 + hour * 3600 + dice.upTo(3599);
    this.fate = this.drawFate();
    this.tellsUpdates = !dice.isOneIn(4);
  }

  build(): BuildFact {
    const { dice, fate, createdS } = this;
    const hasStages = fate.status !== 'declined' && !(fate.status === 'error' && dice.isOneIn(2));
    const stages = hasStages ? this.stages() : [];
    const lastS = Math.max(createdS + (hasStages ? 0 : dice.upTo(60)), ...this.stops.values());
    const isOver = fate.status !== 'running';
    // Some wait for whoever killed them for days; a cancel ends build and stages at once.
    const lateS = dice.isOneIn(40) ? dice.upTo(4 * 86_400) : dice.upTo(4);
    const endS = this.isCancelled ? Math.max(lastS, createdS + 3) : lastS + lateS;
    return bareBuild({
      ...this.names(),
      number: this.number,
      externalId: this.options.firstId + this.number,
      status: fate.status,
      createdAt: new Date(createdS * 1000),
      startedAt: hasStages && !dice.isOneIn(20) ? new Date((createdS + 3) * 1000) : null,
      finishedAt: isOver && fate.status !== 'declined' ? this.oddEnd(endS) : null,
      version: 5,
      stages,
    });
  }

  /** Few builds end before they began, at no time, or not at all. */
  private oddEnd(endS: number): Date | null {
    if (!this.dice.isOneIn(60)) return new Date(endS * 1000);
    return this.dice.oneOf([null, new Date((this.createdS - 60) * 1000), new Date('9999-12-31T00:00:00Z')]);
  }

  private drawFate(): Fate {
    const { dice } = this;
    const status = dice.oneOf<Status>([
      ...Array<Status>(14).fill('success'),
      ...(['failure', 'failure', 'failure', 'error', 'killed', 'killed', 'declined', 'running'] as const),
    ]);
    return {
      status,
      failsAt: status === 'failure' ? dice.upTo(4) : null,
      killedAfterS: status === 'killed' ? dice.upTo(400) : Number.POSITIVE_INFINITY,
    };
  }

  private names() {
    const { dice, number, options } = this;
    const person = dice.isOneIn(15) ? null : dice.oneOf(options.people);
    const event = dice.oneOf([
      ...Array<string>(9).fill('push'),
      ...['pull_request', 'pull_request', 'tag', 'promote', 'rollback', 'cron', 'custom', 'never heard of'],
    ]);
    const branch = dice.oneOf(['main', 'main', 'feature/x', 'release']);
    const isRestart = dice.isOneIn(25) || event === 'promote' || event === 'rollback';
    return {
      event,
      parent: isRestart && number > 1 ? 1 + dice.upTo(number - 2) : null,
      // Who started it by hand waits; a hook names the sender, and old servers know an author only.
      trigger: dice.isOneIn(8) ? person : event === 'cron' ? '@cron' : '@hook',
      sender: dice.isOneIn(4) ? null : person,
      authorLogin: person,
      ref: `refs/heads/${branch}`,
      source: branch,
      target: event === 'pull_request' ? 'main' : dice.isOneIn(5) ? null : branch,
      afterSha: dice.isOneIn(30) ? null : `sha${dice.upTo(options.count)}`,
      cron: event === 'cron' ? 'nightly' : null,
    };
  }

  private stages(): StageFact[] {
    const stages: StageFact[] = [];
    for (const [index, { name, after = [], steps }] of this.options.repo.entries()) {
      // Not every build runs every pipeline.
      if (index > 0 && this.dice.isOneIn(5)) continue;
      const freeS = Math.max(this.createdS, ...after.map(other => this.stops.get(other) ?? 0));
      stages.push(this.stage(stages.length + 1, name, after, steps, freeS, stages));
    }
    return stages;
  }

  private stage(
    number: number,
    name: string,
    after: string[],
    stepNames: readonly string[],
    freeS: number,
    before: readonly StageFact[],
  ): StageFact {
    const { dice, fate } = this;
    const startS = freeS + (dice.isOneIn(3) ? dice.upTo(300) : dice.upTo(10));
    const isLeftOut =
      startS > this.createdS + fate.killedAfterS ||
      before.some(stage => after.includes(stage.name) && stage.status !== 'success');
    const machine = dice.isOneIn(9) ? null : dice.oneOf(['runner-1', 'runner-2', 'runner-3']);
    this.skewS = machine === null ? 0 : skewOf(machine, this.createdS);
    const steps = isLeftOut ? [] : this.steps(stepNames, startS + dice.upTo(3));
    const stopS = Math.max(startS, this.lastStopS);
    if (!isLeftOut) this.stops.set(name, stopS);
    const failed = steps.some(step => step.status === 'failure' && !step.errorIgnored);
    const killed = steps.some(step => step.status === 'killed');
    const isCut = killed && !failed;
    return bareStage({
      number,
      externalId: number,
      name,
      kind: 'pipeline',
      type: 'docker',
      status: isLeftOut ? 'skipped' : failed ? 'failure' : killed ? 'killed' : 'success',
      machine,
      createdAt: new Date(this.createdS * 1000),
      startedAt: isLeftOut ? null : this.oddStart(startS),
      stoppedAt: isLeftOut ? null : isCut ? new Date(stopS * 1000) : this.at(stopS),
      updatedAt: isLeftOut || !this.tellsUpdates ? null : new Date((isCut ? startS : stopS) * 1000),
      version: 4,
      dependsOn: after,
      steps,
    });
  }

  private steps(names: readonly string[], openS: number): StepFact[] {
    const { dice, fate } = this;
    const isOld = dice.isOneIn(6);
    const steps: StepFact[] = [];
    let atS = openS;
    let isOver = false;
    this.lastStopS = openS;
    for (const [index, name] of names.entries()) {
      const detached = index > 0 && dice.isOneIn(12);
      const isSkipped: boolean = isOver || dice.isOneIn(14);
      const wantedS: number = isSkipped ? atS : atS + dice.seconds();
      const killS = Math.max(atS, this.createdS + fate.killedAfterS);
      const isKilled: boolean = !isSkipped && wantedS > killS;
      const stopS = isKilled ? killS : wantedS;
      const fails: boolean = !isSkipped && !isKilled && fate.failsAt === this.ranSteps;
      const ignored = !isSkipped && !fails && dice.isOneIn(20);
      if (!isSkipped) this.ranSteps += 1;
      const status = isSkipped ? 'skipped' : isKilled ? 'killed' : fails || ignored ? 'failure' : 'success';
      steps.push(
        bareStep({
          number: index + 1,
          externalId: index + 1,
          name,
          status,
          errorIgnored: ignored,
          startedAt: this.at(atS),
          stoppedAt: isKilled ? new Date(stopS * 1000) : this.at(stopS),
          version: 4,
          dependsOn: isOld ? null : index === 0 ? [] : [names[index - 1] ?? ''],
          image: 'alpine:3',
          detached: isOld ? null : detached,
        }),
      );
      this.lastStopS = Math.max(this.lastStopS, stopS);
      isOver ||= fails || isKilled;
      if (!detached) atS = stopS + (dice.isOneIn(4) ? dice.upTo(3) : 0);
    }
    return steps;
  }

  /** Some boards wake up in 1970. */
  private oddStart(seconds: number): Date {
    return this.dice.isOneIn(50) ? new Date(40_000) : this.at(seconds);
  }

  /** A cancel ends build and stages by the server's clock. */
  private get isCancelled(): boolean {
    return this.fate.status === 'killed';
  }

  /** By the clock of the runner. */
  private at(seconds: number): Date {
    return new Date((seconds + this.skewS) * 1000);
  }
}

/** One clock is 50 s ahead, one was ten minutes behind until somebody set it, on a day at noon. */
function skewOf(machine: string, atS: number): number {
  if (machine === 'runner-2') return 50;
  return machine === 'runner-3' && atS < Date.UTC(2026, 3, 6, 12) / 1000 ? -600 : 0;
}
