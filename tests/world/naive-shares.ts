import { entryOf } from '@/lib/entry-of';
import type { LostBands, LostWhere } from './lost-table';
import { ownerOf } from './metric-world';
import type { NaiveStretch } from './naive-lost';
import type { PlainBuild } from './plain-builds';

export type NaiveAmount = LostWhere & { bands: LostBands; path: readonly NaiveStretch[]; isStuck: boolean };

/** An amount, or what one service gets of it. */
export type BorneAmount = NaiveAmount & { service: string; team: string };

const known = new WeakMap<readonly PlainBuild[], NaiveShares>();

/** Whose an amount is: of a repository that rules split, what belongs to no service is divided among its services. */
export class NaiveShares {
  private readonly borne = new WeakMap<NaiveAmount, BorneAmount[]>();
  private readonly builds: ReadonlyMap<string, PlainBuild>;
  private readonly byRepository = new Map<string, PlainBuild[]>();

  private constructor(all: readonly PlainBuild[]) {
    this.builds = new Map(all.map(build => [`${build.repository}#${build.number}`, build]));
    for (const build of all) {
      const own = this.byRepository.get(build.repository) ?? [];
      own.push(build);
      this.byRepository.set(build.repository, own);
    }
  }

  /** Of one world, however many questions are asked of it. */
  static of(all: readonly PlainBuild[]): NaiveShares {
    return entryOf(known, all, () => new NaiveShares(all));
  }

  borneBy(amount: NaiveAmount): readonly BorneAmount[] {
    return entryOf(this.borne, amount, () => this.divided(amount));
  }

  private divided(amount: NaiveAmount): BorneAmount[] {
    const { slug, owner } = amount;
    const { service, team } = named(slug, owner);
    if (service !== null && team !== null) return [{ ...amount, service, team }];
    const weights = this.weightsOf(amount);
    const bands = amount.bands.map(ms => divide(ms, [...weights.values()]));
    return [...weights.keys()].map((name, index) => {
      const part = (band: number) => bands[band]?.[index] ?? Number.NaN;
      return {
        ...amount,
        bands: [part(0), part(1), part(2), part(3)],
        service: name,
        team: this.teamOf(slug, name),
      };
    });
  }

  /** By service, in order of their names. */
  private weightsOf({ slug, number, path }: NaiveAmount): Map<string, number> {
    const seconds = new Map<string, number>();
    for (const { place, fromS, untilS, queued } of path) {
      const { service } = named(slug, place);
      if (service === null || place.endsWith('/') || queued) continue;
      seconds.set(service, (seconds.get(service) ?? 0) + untilS - fromS);
    }
    if (seconds.size > 0) return inOrder(seconds);
    const steps = this.builds.get(`${slug}#${number}`)?.steps ?? [];
    const ofSteps = steps.flatMap(({ pipeline, step }) => ownerOf(slug, pipeline, step).service ?? []);
    if (ofSteps.length > 0) return equal(ofSteps);
    const pipelines = new Set(path.map(({ place }) => place.split('/')[0]));
    const known = this.stepsOf(slug);
    const around = known.filter(({ pipeline }) => pipelines.has(pipeline));
    const ofPipelines = around.flatMap(({ pipeline, step }) => ownerOf(slug, pipeline, step).service ?? []);
    if (ofPipelines.length > 0) return equal(ofPipelines);
    return equal(known.flatMap(({ pipeline, step }) => ownerOf(slug, pipeline, step).service ?? []));
  }

  private stepsOf(slug: string) {
    return (this.byRepository.get(slug) ?? []).flatMap(({ steps }) => steps);
  }

  private teamOf(slug: string, service: string): string {
    const step = this.stepsOf(slug).find(one => ownerOf(slug, one.pipeline, one.step).service === service);
    const team = step === undefined ? null : ownerOf(slug, step.pipeline, step.step).team;
    if (team === null) throw new Error(`nobody has ${service}`);
    return team;
  }
}

/** @param place `pipeline/step` */
function named(slug: string, place: string) {
  const [pipeline = '', step = ''] = place.split('/');
  return ownerOf(slug, pipeline, step);
}

function equal(services: readonly string[]): Map<string, number> {
  return inOrder(new Map(services.map(service => [service, 1])));
}

function inOrder(weights: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...weights].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One millisecond after the other to whom most is missing yet, ties to the first: slow, and exact. */
function divide(ms: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const parts = weights.map(weight => Number((BigInt(ms) * BigInt(weight)) / BigInt(sum)));
  const given = new Set<number>();
  for (let left = ms - parts.reduce((total, part) => total + part, 0); left > 0; left -= 1) {
    const missing = parts.map((part, index) =>
      given.has(index) ? -1 : Number(BigInt(ms) * BigInt(weights[index] ?? 0) - BigInt(part) * BigInt(sum)),
    );
    const index = missing.indexOf(Math.max(...missing));
    given.add(index);
    parts[index] = (parts[index] ?? 0) + 1;
  }
  return parts;
}
