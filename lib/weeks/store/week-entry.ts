import type { AllParts, PartName } from '../format/parts';

/** A week of one repository, as it is known; `week` as `weekNumber` counts. */
export interface StoredWeek {
  readonly repoId: number;
  readonly week: number;
}

/** A known week and what of it is in memory: all parts are of one writing. */
export class WeekEntry implements StoredWeek {
  private parts: Partial<AllParts> = {};
  /** Of the parts in memory, as the database has them. */
  bytes = 0;
  /** When it was asked for last, as its keeper counts. */
  usedAt = 0;

  constructor(
    readonly repoId: number,
    readonly week: number,
    /** The transaction that wrote it. */
    readonly writtenIn: number,
  ) {}

  keep<Name extends PartName>(name: Name, part: AllParts[Name], bytes: number): void {
    Object.assign(this.parts, { [name]: part });
    this.bytes += bytes;
  }

  drop(): void {
    this.parts = {};
    this.bytes = 0;
  }

  has(name: PartName): boolean {
    return this.parts[name] !== undefined;
  }

  /** @throws RangeError for a part that is not in memory */
  take<Name extends PartName>(names: readonly Name[]): Pick<AllParts, Name> {
    const missing = names.find(name => !this.has(name));
    if (missing !== undefined) throw new RangeError(`part ${missing} of week ${this.week} was not loaded`);
    // `drop` leaves this object to whoever took it.
    return this.parts as Pick<AllParts, Name>;
  }
}
