import type { WeekEntry } from './week-entry';

/** Repositories by id: a set of them, or a map by them. */
export type RepoIds = Pick<ReadonlySet<number>, 'has' | 'keys' | 'size'>;

/** Known weeks by week, then repository: there may be years of them, and a question is about some weeks. */
export class WeekIndex {
  private readonly weeks = new Map<number, Map<number, WeekEntry>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(repoId: number, week: number): WeekEntry | undefined {
    return this.weeks.get(week)?.get(repoId);
  }

  /** Takes the place of an entry of the same week and repository. */
  set(entry: WeekEntry): void {
    const ofWeek = this.weeks.get(entry.week) ?? new Map<number, WeekEntry>();
    this.weeks.set(entry.week, ofWeek);
    if (!ofWeek.has(entry.repoId)) this.count += 1;
    ofWeek.set(entry.repoId, entry);
  }

  delete({ repoId, week }: WeekEntry): void {
    if (this.weeks.get(week)?.delete(repoId) === true) this.count -= 1;
  }

  /** First and last week included; of these repositories, null: of all. */
  list(from: number, until: number, repoIds: RepoIds | null): WeekEntry[] {
    const found: WeekEntry[] = [];
    for (const [week, ofWeek] of this.weeks) {
      if (week >= from && week <= until) addTo(found, ofWeek, repoIds);
    }
    return found;
  }

  *[Symbol.iterator](): Generator<WeekEntry> {
    for (const ofWeek of this.weeks.values()) yield* ofWeek.values();
  }
}

function addTo(found: WeekEntry[], ofWeek: ReadonlyMap<number, WeekEntry>, repoIds: RepoIds | null): void {
  if (repoIds !== null && repoIds.size < ofWeek.size) {
    for (const repoId of repoIds.keys()) {
      const entry = ofWeek.get(repoId);
      if (entry !== undefined) found.push(entry);
    }
    return;
  }
  for (const entry of ofWeek.values()) if (repoIds === null || repoIds.has(entry.repoId)) found.push(entry);
}
