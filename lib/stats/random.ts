/** A source of numbers in [0, 1). */
export type Random = () => number;

const UINT32 = 2 ** 32;

/**
 * A seeded generator: xoshiro128** (Blackman and Vigna 2018), its state filled by splitmix32 from the seed. The same
 * seed gives the same numbers on every machine and in every version: results are stored with their seed, so that
 * whoever doubts one can draw it again. Not for secrets.
 *
 * @param seed a whole number; only its lowest 32 bits count
 * @returns numbers in [0, 1) in steps of 2⁻³²
 */
export function seededRandom(seed: number): Random {
  let filling = seed >>> 0;
  const fill = () => {
    filling = (filling + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(filling ^ (filling >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  return () => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return scrambled / UINT32;
  };
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}
