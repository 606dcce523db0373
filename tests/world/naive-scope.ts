import type { MetricAnswer } from '@/lib/metrics/metric';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import { ownerOf } from './metric-world';
import { type BorneAmount, type NaiveAmount, NaiveShares } from './naive-shares';
import type { PlainBuild, PlainStep } from './plain-builds';

export type Days = MetricAnswer<unknown>['days'];

/** A build as far as a question is about it. */
export interface NaivePick {
  build: PlainBuild;
  status: string;
  waitS: number;
  queueS: number;
  /** Its wait counts in percentiles. */
  isTimed: boolean;
}

interface Named {
  repository: string;
  pipeline: string;
  step: string;
}

type By = 'none' | 'service' | 'team';

const BADNESS = ['success', 'killed', 'failure', 'error'];

/** What a filter lets through, by the definitions and row by row. */
export class NaiveScope {
  private readonly shares: NaiveShares;

  constructor(
    private readonly all: readonly PlainBuild[],
    private readonly amounts: readonly NaiveAmount[],
    readonly filter: MetricFilter,
  ) {
    this.shares = NaiveShares.of(all);
  }

  /** The same of all branches and events. */
  ofAnyBuild(): NaiveScope {
    return new NaiveScope(this.all, this.amounts, { ...this.filter, branch: 'all', event: 'all' });
  }

  builds({ from, until }: Days): PlainBuild[] {
    return this.all.filter(
      build => !build.isOpen && build.day >= from && build.day < until && this.passes(build),
    );
  }

  private passes(build: PlainBuild): boolean {
    const { branch, event } = this.filter;
    return (
      (branch === 'all' || (branch === 'default') === build.isDefault) &&
      (event === 'all' ||
        (event === 'code' && ['push', 'pull_request'].includes(build.event)) ||
        event === (build.event === 'never heard of' ? 'other' : build.event))
    );
  }

  holds(named: Named): boolean {
    const { repository, pipeline, step, service, team } = this.filter;
    const owner = ownerOf(named.repository, named.pipeline, named.step);
    return (
      [null, named.repository].includes(repository) &&
      [null, named.pipeline].includes(pipeline) &&
      [null, named.step].includes(step) &&
      (service === null || owner.service === service) &&
      (team === null || owner.team === team)
    );
  }

  /** Builds by group: whole ones, or those that contain steps of the group, up to the last of these. */
  picks(days: Days, by: By): Map<string, NaivePick[]> {
    const groups = new Map<string, NaivePick[]>();
    for (const build of this.builds(days)) {
      for (const [key, steps] of this.groupsOf(build.repository, by)) {
        const pick = steps === null ? whole(build) : part(build, steps);
        if (pick !== null) groups.set(key, [...(groups.get(key) ?? []), pick]);
      }
    }
    return groups;
  }

  /** The only group. */
  picked(days: Days): NaivePick[] {
    return this.picks(days, 'none').get('') ?? [];
  }

  /** Stages of pipelines that hold steps in scope. */
  stages(days: Days) {
    return this.builds(days).flatMap(build => {
      const steps = this.groupsOf(build.repository, 'none').get('');
      if (steps === undefined) return [];
      const pipelines = steps === null ? null : new Set([...steps].map(name => name.split('\n')[0]));
      return build.stages
        .filter(({ pipeline }) => pipelines === null || pipelines.has(pipeline))
        .map(stage => ({ build, stage }));
    });
  }

  steps(days: Days): Array<{ build: PlainBuild; step: PlainStep }> {
    return this.builds(days).flatMap(build =>
      build.steps
        .filter(step => this.holds({ repository: build.repository, ...step }))
        .map(step => ({ build, step })),
    );
  }

  lost({ from, until }: Days): BorneAmount[] {
    const passing = new Set(
      this.all.filter(build => this.passes(build)).map(({ repository, number }) => `${repository}#${number}`),
    );
    const { repository, pipeline, step, service, team, switches } = this.filter;
    const here = this.amounts.filter(({ day, slug, number, place, cause }) => {
      const [atPipeline = '', atStep = ''] = place.split('/');
      return (
        day >= from &&
        day < until &&
        (switches === 'in' || cause !== 'switch') &&
        passing.has(`${slug}#${number}`) &&
        [null, slug].includes(repository) &&
        [null, atPipeline].includes(pipeline) &&
        [null, atStep].includes(step)
      );
    });
    return here
      .flatMap(amount => this.shares.borneBy(amount))
      .filter(borne => [null, borne.service].includes(service) && [null, borne.team].includes(team));
  }

  /** Names of the steps of each group in a repository; null: the group is all of it. */
  private groupsOf(repository: string, by: By): Map<string, Set<string> | null> {
    const known = new Map<string, Named>();
    for (const build of this.all) {
      if (build.repository !== repository) continue;
      for (const { pipeline, step } of build.steps)
        known.set(nameOf({ pipeline, step }), { repository, pipeline, step });
    }
    const telling = [...known.values()].filter(({ step }) => step !== 'clone');
    const inScope = (this.filter.step === 'clone' ? [...known.values()] : telling).filter(named =>
      this.holds(named),
    );
    const groups = new Map<string, Set<string>>();
    for (const named of inScope) {
      const owner = ownerOf(repository, named.pipeline, named.step);
      const key = by === 'none' ? '' : owner[by];
      if (key === null) continue;
      groups.set(key, (groups.get(key) ?? new Set()).add(nameOf(named)));
    }
    const isWhole = (steps: Set<string>) => steps.size === telling.length && this.filter.step === null;
    return new Map([...groups].map(([key, steps]) => [key, isWhole(steps) ? null : steps]));
  }
}

function nameOf({ pipeline, step }: Pick<Named, 'pipeline' | 'step'>): string {
  return `${pipeline}\n${step}`;
}

function whole(build: PlainBuild): NaivePick {
  const { status, waitS, hasStarted } = build;
  return { build, queueS: build.queueS, status, waitS, isTimed: status === 'success' && hasStarted };
}

function part(build: PlainBuild, names: ReadonlySet<string>): NaivePick | null {
  const steps = build.steps.filter(
    step => names.has(nameOf(step)) && step.status !== 'skipped' && step.stopS !== null,
  );
  if (steps.length === 0) return null;
  const ends = steps.map(({ status, ignored }) => (ignored ? 'success' : status));
  const status = ends.reduce((worst, one) => (BADNESS.indexOf(one) > BADNESS.indexOf(worst) ? one : worst));
  const stops = steps
    .filter(({ detached }) => !detached)
    .map(({ stopS }) => Math.max(0, (stopS ?? 0) - build.approvalS));
  const waitS = stops.length === 0 ? build.waitS : Math.max(...stops);
  const brokeOff =
    build.status !== 'success' &&
    build.steps.some(step => names.has(nameOf(step)) && step.status === 'skipped');
  const isTimed = status === 'success' && build.hasStarted && stops.length > 0 && !brokeOff;
  return { build, status, waitS, queueS: Math.min(build.queueS, waitS), isTimed };
}
