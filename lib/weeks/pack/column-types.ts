/** A type of Postgres, and what becomes of its values. */
export interface ColumnType<Value> {
  /** How Postgres numbers it. */
  oid: number;
  /**
   * Makes what reads the values of one column: each lies `length` bytes from `at` on; −1: it is null.
   *
   * @throws RangeError, as what is made does, for what cannot be a value of the type
   */
  makeReader(): ReadValue<Value>;
}

type ReadValue<Value> = (bytes: Buffer, at: number, length: number) => Value;

const EPOCH_2000_S = 946_684_800;
const MICROSECONDS = 1e6;
/** Microseconds from which on Postgres knows no timestamps but the two infinite ones. */
const INFINITE = 2 ** 63;
const INT32_RANGE = 2 ** 32;
/** Of the head of an array of one dimension: dimensions, flag, type, length, lowest index. */
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;

export const INT4: ColumnType<number> = fixed(23, 4, readInt32);
/** Up to 2^53. */
export const INT8: ColumnType<number> = fixed(20, 8, readInt64);
export const BOOL: ColumnType<boolean> = fixed(16, 1, (bytes, at) => bytes[at] === 1);
/** `timestamptz`, as whole unix seconds: rounded as Postgres rounds them. */
export const SECONDS: ColumnType<number> = fixed(1184, 8, (bytes, at) => {
  const since2000 = readInt64(bytes, at);
  if (Math.abs(since2000) >= INFINITE) throw new RangeError('a timestamp is out of range: it is infinite');
  return roundHalfToEven((since2000 + EPOCH_2000_S * MICROSECONDS) / MICROSECONDS);
});
export const TEXT: ColumnType<string> = varied(25, (bytes, at, length) =>
  bytes.toString('utf8', at, at + length),
);
/** `array_send` of text[]. */
export const TEXTS: ColumnType<readonly string[]> = varied(17, (bytes, at, length) =>
  readArray(bytes.subarray(at, at + length), TEXT),
);
/** `array_send` of smallint[]. */
export const INT2S: ColumnType<readonly number[]> = listed(
  fixed(21, 2, (bytes, at) => bytes.readInt16BE(at)),
);
/** `array_send` of int[]. */
export const INT4S: ColumnType<readonly number[]> = listed(INT4);

/** The same where values may be null. */
export function orNull<Value>({ oid, makeReader }: ColumnType<Value>): ColumnType<Value | null> {
  return {
    oid,
    makeReader: () => {
      const read = makeReader();
      return (bytes, at, length) => (length === -1 ? null : read(bytes, at, length));
    },
  };
}

/**
 * The elements of an array of one dimension, as Postgres sends it.
 *
 * @throws RangeError when it is of another type, or an element is null that may not be
 */
export function readArray<Value>(bytes: Buffer, { oid, makeReader }: ColumnType<Value>): Value[] {
  const foundOid = bytes.readInt32BE(8);
  if (foundOid !== oid) throw new RangeError(`values are of type ${foundOid}, not ${oid}`);
  if (bytes.readInt32BE(0) === 0) return [];
  const read = makeReader();
  const count = bytes.readInt32BE(12);
  const values = new Array<Value>(count);
  let at = HEAD_BYTES;
  for (let index = 0; index < count; index += 1) {
    const length = readInt32(bytes, at);
    at += LENGTH_BYTES;
    values[index] = read(bytes, at, length);
    if (length > 0) at += length;
  }
  return values;
}

function fixed<Value>(
  oid: number,
  width: number,
  read: (bytes: Buffer, at: number) => Value,
): ColumnType<Value> {
  return {
    oid,
    makeReader: () => (bytes, at, length) => {
      expectLength(length === width);
      return read(bytes, at);
    },
  };
}

/** Most lists are different. */
function listed<Value>(element: ColumnType<Value>): ColumnType<readonly Value[]> {
  return {
    oid: 17,
    makeReader: () => (bytes, at, length) => {
      expectLength(length >= 0);
      return readArray(bytes.subarray(at, at + length), element);
    },
  };
}

/** Few values are different, so each is read once. */
function varied<Value>(oid: number, read: ReadValue<Value>): ColumnType<Value> {
  return {
    oid,
    makeReader: () => {
      const known = new KnownValues(read);
      return (bytes, at, length) => {
        expectLength(length >= 0);
        return known.get(bytes, at, length);
      };
    },
  };
}

function expectLength(isRight: boolean): void {
  if (!isRight) throw new RangeError('Postgres sent null, or bytes that are no value of the type');
}

/** Values by the bytes that they were read from. */
class KnownValues<Value> {
  readonly #byHash = new Map<number, Array<{ bytes: Buffer; value: Value }>>();

  constructor(private readonly read: ReadValue<Value>) {}

  get(bytes: Buffer, at: number, length: number): Value {
    let hash = 0;
    for (let index = at; index < at + length; index += 1) {
      hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0;
    }
    const alike = this.#byHash.get(hash) ?? [];
    for (const known of alike) if (isSame(known.bytes, bytes, at, length)) return known.value;
    const value = this.read(bytes, at, length);
    this.#byHash.set(hash, [...alike, { bytes: Buffer.from(bytes.subarray(at, at + length)), value }]);
    return value;
  }
}

function isSame(known: Buffer, bytes: Buffer, at: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let index = 0; index < length; index += 1) if (known[index] !== bytes[at + index]) return false;
  return true;
}

function readInt64(bytes: Buffer, at: number): number {
  return readInt32(bytes, at) * INT32_RANGE + (readInt32(bytes, at + 4) >>> 0);
}

function readInt32(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
