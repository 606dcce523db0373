import type { AllParts, PartName } from '../format/parts';

/** What an array, its buffer and the objects around them take beside their bytes. */
const OBJECT_BYTES = 2_000;

/**
 * Weeks of one repository whose parts are held as one, and what of them is in memory: all parts are of one writing.
 * Weeks as `weekNumber` counts; from the first to the last one there are `length`, whether or not anything is packed of
 * each.
 */
export class WeekRun {
  private parts: Partial<AllParts> = {};
  private readonly loading = new Map<PartName, Promise<unknown>>();
  /** Of the parts in memory, and of what is kept with them. */
  bytes = 0;
  /** When it was asked for last, as its keeper counts. */
  usedAt = 0;
  /** Nobody finds it any more: some week of it was written anew. */
  isReplaced: boolean;

  /**
   * @param weeks in order, with the sequence of each as it was written
   * @param isCut it is a piece of another one: nobody but who asked for it finds it
   */
  constructor(
    readonly repoId: number,
    readonly first: number,
    readonly length: number,
    readonly weeks: ReadonlyMap<number, number>,
    readonly isCut = false,
  ) {
    this.isReplaced = isCut;
  }

  /** What of another run, of the same repository, lies in this one; null: nothing. */
  cut(other: WeekRun): WeekRun | null {
    const until = this.first + this.length;
    if (other.first >= this.first && other.first + other.length <= until) return other;
    const weeks = new Map([...other.weeks].filter(([week]) => week >= this.first && week < until));
    return weeks.size === 0 ? null : new WeekRun(this.repoId, this.first, this.length, weeks, true);
  }

  has(name: PartName): boolean {
    return this.parts[name] !== undefined;
  }

  hasAll<Name extends PartName>(names: readonly Name[]): boolean {
    for (const name of names) if (this.parts[name] === undefined) return false;
    return true;
  }

  /** @throws RangeError for a part that is not in memory */
  take<Name extends PartName>(names: readonly Name[]): Pick<AllParts, Name> {
    if (!this.hasAll(names))
      throw new RangeError(`week ${this.first} was not loaded with ${names.join(', ')}`);
    // `drop` leaves this object to whoever took it.
    return this.parts as Pick<AllParts, Name>;
  }

  /** @returns how many bytes more are held by it now */
  keep<Name extends PartName>(name: Name, part: AllParts[Name]): number {
    const bytes = OBJECT_BYTES + bytesOf(part);
    Object.assign(this.parts, { [name]: part });
    this.bytes += bytes;
    return bytes;
  }

  /** @returns how many bytes it held */
  drop(): number {
    const { bytes } = this;
    this.parts = {};
    this.bytes = 0;
    return bytes;
  }

  loadingOf(name: PartName): Promise<unknown> | undefined {
    return this.loading.get(name);
  }

  /** Others who need the part wait for the same load. */
  startLoading(name: PartName, load: Promise<unknown>): void {
    this.loading.set(name, load);
  }

  endLoading(name: PartName): void {
    this.loading.delete(name);
  }
}

function bytesOf(part: object): number {
  let bytes = 0;
  for (const value of Object.values(part)) if (ArrayBuffer.isView(value)) bytes += value.byteLength;
  return bytes;
}
