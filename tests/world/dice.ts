/** Chance that is the same for the same seed (Mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** From 0 up to, and without, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number up to and with `most`. */
  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  isOneIn(n: number): boolean {
    return this.next() * n < 1;
  }

  /** Mostly short, seldom long. */
  seconds(): number {
    if (this.isOneIn(12)) return 0;
    return this.isOneIn(15) ? this.upTo(5000) : this.upTo(200);
  }

  oneOf<Value>(values: readonly Value[]): Value {
    const value = values[this.upTo(values.length - 1)];
    if (value === undefined) throw new RangeError('one of nothing');
    return value;
  }
}
