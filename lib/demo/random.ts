/** 32-bit hash of numbers and strings, well mixed; the same on every machine. */
export function hashOf(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    if (typeof part === 'number') {
      hash = mix(hash ^ (part | 0));
      hash = mix(hash ^ Math.floor(part / 0x1_0000_0000));
    } else {
      for (let index = 0; index < part.length; index++) {
        hash = Math.imul(hash ^ part.charCodeAt(index), 0x01000193);
      }
      hash = mix(hash);
    }
  }
  return hash >>> 0;
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return hash ^ (hash >>> 15);
}

/** Lower-case hex of any length, a pure function of its seed; commits, layers and digests are made of it. */
export function hexOf(length: number, ...parts: readonly (number | string)[]): string {
  let text = '';
  let word = hashOf(...parts);
  while (text.length < length) {
    for (let shift = 24; shift >= 0; shift -= 8) text += HEX[(word >>> shift) & 0xff];
    word = mix(word + 0x9e3779b9);
  }
  return text.slice(0, length);
}

/** Two digits for each byte: a demo is made of millions of digits. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Mulberry32: small, fast, good enough for a story. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 0 ≤ x < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next());
  }

  chance(ratio: number): boolean {
    return this.next() < ratio;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('cannot pick from an empty list');
    return item;
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Median 1. */
  lognormal(sigma: number): number {
    return Math.exp(sigma * this.normal());
  }

  hex(length: number): string {
    return hexOf(length, Math.floor(this.next() * 0x1_0000_0000));
  }
}
