import { entryOf } from '@/lib/entry-of';

interface OwnedSeries {
  id: number;
  repoId: number;
  repository: string;
  pipeline: string;
  step: string;
  service: string | null;
  team: string | null;
}

/** A series that stands for its service among those that share a repository. */
type Owner = OwnedSeries & { service: string };

/** A repository that rules split: its services share what belongs to none of them alone. */
export class SplitRepo {
  /** One for each service, in order of their names; where this repository has none, those of others of its name. */
  readonly owners: readonly Owner[];
  private readonly places = new Map<string, number>();
  private readonly shared = new Set<number>();
  private readonly bySeries = new Map<number, number>();
  private readonly byPipeline = new Map<number, number[]>();

  /**
   * @param own all series of the repository
   * @param named those of all repositories of its name, this one included
   */
  constructor(own: readonly OwnedSeries[], named: readonly OwnedSeries[]) {
    const firsts = new Map<string, Owner>();
    for (const series of [...own, ...named]) {
      const { service } = series;
      if (service !== null && !firsts.has(service)) firsts.set(service, { ...series, service });
    }
    this.owners = [...firsts.values()].sort((a, b) => (a.service < b.service ? -1 : 1));
    for (const [place, { service }] of this.owners.entries()) this.places.set(service, place);
    const pipelines = new Map<string, Set<number>>();
    for (const { id, pipeline, step, service } of own) {
      if (service === null) this.shared.add(id);
      const place = service === null ? undefined : this.places.get(service);
      if (place === undefined || step === '') continue;
      this.bySeries.set(id, place);
      entryOf(pipelines, pipeline, () => new Set()).add(place);
    }
    for (const { id, pipeline, step } of own) {
      if (step === '')
        this.byPipeline.set(
          id,
          [...(pipelines.get(pipeline) ?? [])].sort((a, b) => a - b),
        );
    }
  }

  /** Whether what this series bears is to be shared. */
  isShared(seriesId: number): boolean {
    return this.shared.has(seriesId);
  }

  /** Place among the owners of the service of a step; −1: it is shared, or no step. */
  placeOf(seriesId: number): number {
    return this.bySeries.get(seriesId) ?? -1;
  }

  /** Places of the services that have steps in a pipeline, by its series; in order. */
  placesIn(pipelineId: number): readonly number[] {
    return this.byPipeline.get(pipelineId) ?? [];
  }
}

/** Repositories that have series of no service alone, by id. */
export function findSplitRepos(series: Iterable<OwnedSeries>): Map<number, SplitRepo> {
  const byRepo = new Map<number, OwnedSeries[]>();
  const byName = new Map<string, OwnedSeries[]>();
  const split = new Set<number>();
  for (const one of series) {
    entryOf(byRepo, one.repoId, () => []).push(one);
    entryOf(byName, one.repository, () => []).push(one);
    if (one.service === null) split.add(one.repoId);
  }
  const found = new Map<number, SplitRepo>();
  for (const repoId of split) {
    const own = byRepo.get(repoId) ?? [];
    const [{ repository } = { repository: '' }] = own;
    found.set(repoId, new SplitRepo(own, byName.get(repository) ?? []));
  }
  return found;
}
