import { describe, expect, test } from 'vitest';
import { BOOL, type ColumnType, INT4, INT8, orNull, readArray, SECONDS, TEXT } from './column-types';

/** An array of one dimension as Postgres sends it; null is a length of −1. */
function arrayOf(oid: number, elements: ReadonlyArray<Buffer | null>): Buffer {
  const head = Buffer.alloc(elements.length === 0 ? 12 : 20);
  head.writeInt32BE(elements.length === 0 ? 0 : 1, 0);
  head.writeInt32BE(oid, 8);
  if (elements.length > 0) head.writeInt32BE(elements.length, 12);
  return Buffer.concat([head, ...elements.flatMap(bytes => [int32(bytes?.length ?? -1), bytes ?? none])]);
}

const none = Buffer.alloc(0);
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};
const read = <Value>(type: ColumnType<Value>, ...elements: Array<Buffer | null>) =>
  readArray(arrayOf(type.oid, elements), type);

describe('values of an array', () => {
  test('are numbers, truths and texts, or null where they may be', () => {
    expect(read(INT4, int32(-1), int32(2 ** 31 - 1))).toEqual([-1, 2 ** 31 - 1]);
    expect(read(INT8, int64(-1n), int64(2n ** 32n + 7n), int64(-(2n ** 52n)))).toEqual([
      -1,
      2 ** 32 + 7,
      -(2 ** 52),
    ]);
    expect(read(BOOL, Buffer.from([1]), Buffer.from([0]))).toEqual([true, false]);
    const texts = ['a', '', 'Grüße 🚀', 'a'];
    expect(read(TEXT, ...texts.map(text => Buffer.from(text)))).toEqual(texts);
    expect(read(orNull(TEXT), null, Buffer.from('a'), null)).toEqual([null, 'a', null]);
    expect(read(INT4)).toEqual([]);
  });

  test('texts whose hashes are alike are told apart', () => {
    const texts = ['Aa', 'BB', 'Aa', 'AaBB', 'BBAa'];
    expect(read(TEXT, ...texts.map(text => Buffer.from(text)))).toEqual(texts);
  });

  test.each([
    [0n, 946_684_800],
    [-946_684_800_000_000n, 0],
    [1_500_000n, 946_684_802],
    [2_500_000n, 946_684_802],
    [2_500_001n, 946_684_803],
    [-500_000n, 946_684_800],
    [-1_500_000n, 946_684_798],
  ])('%s microseconds since 2000 are %s unix seconds: halves go to the even one', (micros, seconds) => {
    expect(read(SECONDS, int64(micros))).toEqual([seconds]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['null where it may not be', () => read(INT4, null), /null, or bytes that are no value/],
    ['another width', () => read(INT4, int64(1n)), /null, or bytes that are no value/],
    ['another type', () => readArray(arrayOf(INT8.oid, [int64(1n)]), INT4), /of type 20, not 23/],
    ['an infinite time', () => read(SECONDS, int64(2n ** 63n - 1n)), /out of range/],
    ['the other infinite time', () => read(SECONDS, int64(-(2n ** 63n))), /out of range/],
  ])('%s is refused', (_, reading, problem) => {
    expect(reading).toThrow(RangeError);
    expect(reading).toThrow(problem);
  });
});
