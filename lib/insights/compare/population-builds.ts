import { entryOf } from '@/lib/entry-of';

/** Only builds of one kind are compared with each other. */
export interface BuildKind {
  repoId: number;
  service: string;
  /** Of a wait, event and kind of branch; of steps, which of them ran. */
  kind: string;
}

/** What logs tell of the caches of a build: cold is one that missed more than it hit. */
export const WARMTH = { unknown: 0, warm: 1, cold: 2 } as const;

/**
 * Builds of a population, or what each service has in them: successful, and no reruns. In columns, since there are as
 * many as a range has.
 */
export class PopulationBuilds {
  /** Days since 1970-01-01, by the clock of the organisation. */
  readonly day: number[] = [];
  /** The wait for each, or what the steps of the scope took together. */
  readonly seconds: number[] = [];
  /** Of the wait, while nothing had started; unknown where steps are compared. */
  readonly queueS: number[] = [];
  /** One of WARMTH. */
  readonly warmth: number[] = [];
  /** Place in `kinds`. */
  readonly kind: number[] = [];
  readonly kinds: BuildKind[] = [];
  private readonly places = new Map<string, number>();

  get n(): number {
    return this.seconds.length;
  }

  placeOf(kind: BuildKind): number {
    const key = `${kind.repoId}\u001f${kind.service}\u001f${kind.kind}`;
    return entryOf(this.places, key, () => this.kinds.push(kind) - 1);
  }
}
