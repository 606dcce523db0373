import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import type { BuildParts } from '../format/build-parts';
import { PATH_FLAG } from '../format/codes';
import { forEachSeries } from './for-each-series';
import type { SplitRepo } from './split-repo';

/** How the services of a repository share a build. */
export interface Share {
  /** Places among the owners of the repository, in order. */
  places: readonly number[];
  /** Of each place, whole numbers above 0: what it gets of the whole is its weight to the sum of all. */
  weights: readonly number[];
}

/** How any build of a repository is shared, by its number. */
export interface Shares {
  of(number: number): Share;
}

/** All places have the same share. */
export function equalShare(places: readonly number[]): Share {
  return { places, weights: places.map(() => 1) };
}

type Parts = Pick<BuildParts, 'builds' | 'steps' | 'path'>;

/**
 * How each build of a repository is shared: by the seconds that steps of its services held up the critical path; where
 * none did, equally among the services that have steps in it; a build without any of these, among the services of its
 * pipelines, else of the repository.
 */
export class BuildShares {
  private readonly byNumber = new Map<number, Share>();
  /** Most builds are of few services, and the same ones. */
  private readonly equal = new Map<string, Share>();

  constructor(private readonly repo: SplitRepo) {}

  /** Of a build that was not added, or that tells nothing of services: undefined. */
  known(number: number): Share | undefined {
    return this.byNumber.get(number);
  }

  /** Adds the builds of some weeks. */
  add(parts: Parts): void {
    const { builds, path } = parts;
    const without: number[] = [];
    for (let build = 0; build < builds.n; build += 1) {
      const share = this.shareByPath(parts, build);
      if (share === null) without.push(build);
      else this.byNumber.set(at(builds.number, build, 'number'), share);
    }
    if (without.length === 0) return;
    const held = this.placesOfBuilds(parts, without);
    for (const build of without) {
      const own = held.get(build) ?? this.placesOfPipelines(path, pathOf(parts, build));
      if (own.size > 0) {
        const places = [...own].sort((a, b) => a - b);
        this.byNumber.set(at(builds.number, build, 'number'), this.equalShare(places));
      }
    }
  }

  private shareByPath(parts: Parts, build: number): Share | null {
    const { untilS, seriesId, flags } = parts.path;
    const seconds = new Map<number, number>();
    let beginS = 0;
    const [from, until] = pathOf(parts, build);
    for (let i = from; i < until; i += 1) {
      const endS = at(untilS, i, 'untilS');
      const isQueued = (at(flags, i, 'flags') & PATH_FLAG.queued) !== 0;
      const place = isQueued ? -1 : this.repo.placeOf(at(seriesId, i, 'seriesId'));
      if (place >= 0 && endS > beginS) seconds.set(place, (seconds.get(place) ?? 0) + endS - beginS);
      beginS = endS;
    }
    if (seconds.size === 0) return null;
    if (seconds.size === 1) return this.equalShare([...seconds.keys()]);
    const sorted = [...seconds].sort(([a], [b]) => a - b);
    return { places: sorted.map(([place]) => place), weights: sorted.map(([, weight]) => weight) };
  }

  /** Services that have steps in some of the builds, whether or not they ran. */
  private placesOfBuilds({ builds, steps }: Parts, wanted: readonly number[]): Map<number, Set<number>> {
    const marks = new Uint8Array(builds.n);
    for (const build of wanted) marks[build] = 1;
    const found = new Map<number, Set<number>>();
    forEachSeries(steps, (seriesId, from, until) => {
      const place = this.repo.placeOf(seriesId);
      if (place < 0) return;
      for (let i = from; i < until; i += 1) {
        const build = at(steps.build, i, 'build');
        if (marks[build] === 1) entryOf(found, build, () => new Set()).add(place);
      }
    });
    return found;
  }

  private placesOfPipelines(
    { pipelineId }: Parts['path'],
    [from, until]: readonly [number, number],
  ): Set<number> {
    const found = new Set<number>();
    for (let i = from; i < until; i += 1) {
      for (const place of this.repo.placesIn(at(pipelineId, i, 'pipelineId'))) found.add(place);
    }
    return found;
  }

  private equalShare(places: readonly number[]): Share {
    return entryOf(this.equal, places.join(), () => equalShare(places));
  }
}

/** Where the critical path of a build lies. */
function pathOf({ builds }: Parts, build: number): readonly [from: number, until: number] {
  const from = build === 0 ? 0 : at(builds.pathUntil, build - 1, 'pathUntil');
  return [from, at(builds.pathUntil, build, 'pathUntil')];
}
