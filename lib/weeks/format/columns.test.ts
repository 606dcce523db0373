import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ColumnSpec,
  type Columns,
  emptyColumns,
  packColumns,
  unpackColumns,
  WeekFormatError,
} from './columns';
import { fillColumns } from './fill-columns';

const SPEC = {
  id: 'i32',
  small: 'u8',
  wide: 'u16',
  when: 'u32',
  sum: 'f64',
  odd: 'u8',
} as const satisfies ColumnSpec;

const aRow = fc.record({
  id: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  small: fc.nat(255),
  wide: fc.nat(65_535),
  when: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  sum: fc.double({ noNaN: true }),
  odd: fc.nat(255),
});

function bytesOf(rows: number, notes: unknown = null): Buffer {
  const columns = emptyColumns(SPEC, rows);
  for (let i = 0; i < rows; i += 1) columns.id[i] = i + 1;
  return packColumns(SPEC, columns, notes);
}

function rowsOf(columns: Columns<typeof SPEC>) {
  return Array.from(columns.id, (id, i) => ({
    id,
    small: columns.small[i],
    wide: columns.wide[i],
    when: columns.when[i],
    sum: columns.sum[i],
    odd: columns.odd[i],
  }));
}

describe('a table as bytes', () => {
  test('comes back as it was, with its notes, wherever its bytes lie in memory', () => {
    fc.assert(
      fc.property(fc.array(aRow, { maxLength: 40 }), fc.jsonValue(), fc.nat(9), (rows, notes, shift) => {
        const packed = packColumns(SPEC, fillColumns(SPEC, rows), notes);
        const shifted = Buffer.concat([Buffer.alloc(shift, 0xff), packed]).subarray(shift);
        const { columns, notes: back } = unpackColumns(SPEC, shifted);
        expect(columns.n).toBe(rows.length);
        expect(rowsOf(columns)).toEqual(rows);
        expect(JSON.stringify(back)).toBe(JSON.stringify(notes));
      }),
    );
  });

  test('is a copy: what becomes of the bytes later does not matter', () => {
    const packed = bytesOf(3);
    const { columns } = unpackColumns(SPEC, packed);
    packed.fill(0);
    expect([...columns.id]).toEqual([1, 2, 3]);
  });

  test.each<[string, RegExp, Buffer]>([
    ['no bytes', /it has 0 bytes/, Buffer.alloc(0)],
    ['a head that is cut off', /it has 11 bytes/, bytesOf(2).subarray(0, 11)],
    ['another version', /it is of version 9/, changed(bytesOf(2), bytes => bytes.writeUInt32LE(9, 0))],
    [
      'notes that are cut off',
      /its notes are cut off/,
      changed(bytesOf(2), bytes => bytes.writeUInt32LE(9e8, 8)),
    ],
    [
      'notes that are no JSON',
      /its notes are no JSON/,
      changed(bytesOf(2, ['a']), bytes => bytes.write('{', 12)),
    ],
    ['a column that is cut off', /its column odd is cut off/, bytesOf(9).subarray(0, -8)],
    [
      'more entries than there are',
      /its column \w+ is cut off/,
      changed(bytesOf(2), bytes => bytes.writeUInt32LE(3e9, 4)),
    ],
    [
      'fewer entries than there are',
      /it has \d+ bytes, not \d+/,
      changed(bytesOf(40), bytes => bytes.writeUInt32LE(2, 4)),
    ],
    [
      'columns of another table',
      /it has \d+ bytes, not \d+/,
      packColumns({ ...SPEC, more: 'u8' }, emptyColumns({ ...SPEC, more: 'u8' }, 2)),
    ],
  ])('refuses %s, and says so', (_, problem, bytes) => {
    expect(() => unpackColumns(SPEC, bytes)).toThrow(WeekFormatError);
    expect(() => unpackColumns(SPEC, bytes)).toThrow(problem);
    expect(() => unpackColumns(SPEC, bytes)).toThrow(/buildhours doctor/);
  });

  test('whatever bytes come, they are refused or read, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, hasHead) => {
        const given = hasHead ? changed(Buffer.concat([bytesOf(1), bytes]), () => undefined) : bytes;
        try {
          expect(unpackColumns(SPEC, given).columns.n).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(WeekFormatError);
        }
      }),
    );
  });
});

describe('fillColumns', () => {
  test.each([
    ['below 0', { when: -1 }, /when of entry 1 is -1: no u32/],
    ['too large', { small: 256 }, /small of entry 1 is 256: no u8/],
    ['too large for two bytes', { wide: 65_536 }, /wide of entry 1 is 65536: no u16/],
    ['no whole number', { id: 1.5 }, /id of entry 1 is 1.5: no i32/],
    ['no number', { when: Number.NaN }, /when of entry 1 is NaN/],
  ])('refuses a number that is %s rather than store another one', (_, wrong, problem) => {
    const row = { id: 1, small: 1, wide: 1, when: 1, sum: 0.5, odd: 1 };
    expect(() => fillColumns(SPEC, [row, { ...row, ...wrong }])).toThrow(problem);
  });
});

function changed(bytes: Buffer, change: (bytes: Buffer) => unknown): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}
