import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ColumnSpec,
  type Columns,
  emptyColumns,
  packColumns,
  UNKNOWN,
  WeekFormatError,
} from './columns';
import { fillColumns } from './fill-columns';
import { unpackColumns } from './unpack-columns';

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

const A_ROW = { id: 1, small: 1, wide: 1, when: 1, sum: 0.5, odd: 1 };

function bytesOf(rows: number, names: string[] | null = null): Buffer {
  const columns = emptyColumns(SPEC, rows);
  for (let i = 0; i < rows; i += 1) columns.id[i] = i + 1;
  return packColumns(SPEC, { columns, names });
}

const alone = (bytes: Uint8Array) => [{ bytes, week: 0, buildCount: 0 }];
const unpack = (bytes: Uint8Array) => unpackColumns(SPEC, alone(bytes));

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
  test('comes back as it was, with its names, wherever its bytes lie in memory', () => {
    fc.assert(
      fc.property(
        fc.array(aRow, { maxLength: 40 }),
        fc.option(fc.array(fc.string())),
        fc.nat(9),
        (rows, names, shift) => {
          const packed = packColumns(SPEC, { columns: fillColumns(SPEC, rows), names });
          const shifted = Buffer.concat([Buffer.alloc(shift, 0xff), packed]).subarray(shift);
          const { columns, names: back } = unpack(shifted);
          expect(columns.n).toBe(rows.length);
          expect(rowsOf(columns)).toEqual(rows);
          expect(back).toEqual(names);
        },
      ),
    );
  });

  test('is a copy: what becomes of the bytes later does not matter', () => {
    const packed = bytesOf(3);
    const { columns } = unpack(packed);
    packed.fill(0);
    expect([...columns.id]).toEqual([1, 2, 3]);
  });

  test.each<[string, RegExp, Buffer]>([
    ['no bytes', /it has 0 bytes/, Buffer.alloc(0)],
    ['a head that is cut off', /it has 11 bytes/, bytesOf(2).subarray(0, 11)],
    ['another version', /it is of version 9/, changed(bytesOf(2), bytes => bytes.writeUInt32LE(9, 0))],
    [
      'a head that reaches beyond the end',
      /its head is cut off/,
      changed(bytesOf(2), bytes => bytes.writeUInt32LE(9e8, 12)),
    ],
    [
      'names that are no JSON',
      /its names are no JSON/,
      changed(bytesOf(2, ['a']), bytes => bytes.write('{', bytes.indexOf('['))),
    ],
    [
      'names that are no list',
      /its names are no list/,
      changed(bytesOf(2, []), bytes => bytes.write('{}', bytes.indexOf('['))),
    ],
    [
      'a kind of column that nobody knows',
      /its column small is of the kind "z8"/,
      changed(bytesOf(2), bytes => bytes.write('z', bytes.indexOf('small:u8') + 6)),
    ],
    ['a column that is cut off', /its column odd is cut off/, bytesOf(9).subarray(0, -8)],
    [
      'more entries than there are',
      /its column \w+ is cut off/,
      changed(bytesOf(2), bytes => bytes.writeUInt32LE(3e9, 8)),
    ],
    [
      'fewer entries than there are',
      /it has \d+ bytes, not \d+/,
      changed(bytesOf(40), bytes => bytes.writeUInt32LE(2, 8)),
    ],
    [
      'columns of another part',
      /it has no column id/,
      packColumns({ other: 'u8' }, { columns: emptyColumns({ other: 'u8' }, 2) }),
    ],
    [
      'numbers that do not fit the column as it is now',
      /its column small does not fit u8/,
      packColumns(
        { ...SPEC, small: 'u16' },
        { columns: fillColumns({ ...SPEC, small: 'u16' }, [{ ...A_ROW, small: 300 }]) },
      ),
    ],
  ])('refuses %s, and says so', (_, problem, bytes) => {
    expect(() => unpack(bytes)).toThrow(WeekFormatError);
    expect(() => unpack(bytes)).toThrow(problem);
    expect(() => unpack(bytes)).toThrow(/buildhours doctor/);
  });

  test('whatever bytes come, they are refused or read, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, hasHead) => {
        const given = hasHead ? changed(Buffer.concat([bytesOf(1), bytes]), () => undefined) : bytes;
        try {
          expect(unpack(given).columns.n).toBeGreaterThanOrEqual(0);
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
    expect(() => fillColumns(SPEC, [A_ROW, { ...A_ROW, ...wrong }])).toThrow(problem);
  });
});

describe('columns are found by their names', () => {
  const rows = [A_ROW, { ...A_ROW, id: -7, wide: 9 }];

  test('in another order, beside some that are not known, of a narrower kind', () => {
    const { odd, wide, ...others } = SPEC;
    const before = { odd, gone: 'f64', ...others, wide: 'u8' } as const satisfies ColumnSpec;
    const packed = packColumns(before, {
      columns: fillColumns(
        before,
        rows.map(row => ({ ...row, gone: 5 })),
      ),
    });
    expect(rowsOf(unpack(packed).columns)).toEqual(rows);
  });

  test('one that was added later holds what stands for it', () => {
    const after = { ...SPEC, since: { kind: 'u32', absent: UNKNOWN } } as const satisfies ColumnSpec;
    const { columns } = unpackColumns(after, alone(packColumns(SPEC, { columns: fillColumns(SPEC, rows) })));
    expect([...columns.since]).toEqual([UNKNOWN, UNKNOWN]);
    expect([...columns.id]).toEqual([1, -7]);
  });

  test('version 1, which told none, is read by the layout that it had', () => {
    const packed = packColumns(SPEC, { columns: fillColumns(SPEC, rows), names: ['a'] });
    const columnsFrom = Math.ceil((16 + packed.readUInt32LE(12)) / 8) * 8;
    const names = Buffer.from('["a"]');
    const head = Buffer.alloc(24);
    [1, rows.length, names.length].forEach((value, index) => {
      head.writeUInt32LE(value, 4 * index);
    });
    names.copy(head, 12);
    const old = Buffer.concat([head, packed.subarray(columnsFrom)]);
    const read = unpackColumns(SPEC, alone(old), 'id:i32 small:u8 wide:u16 when:u32 sum:f64 odd:u8');
    expect(rowsOf(read.columns)).toEqual(rows);
    expect(read.names).toEqual(['a']);
  });
});

describe('weeks that are joined', () => {
  const JOINED = {
    value: 'i32',
    week: { kind: 'u8', joining: 'week' },
    day: { kind: 'u8', joining: 'day' },
    build: { kind: 'u32', joining: 'build' },
    end: { kind: 'u32', joining: 'end' },
    name: { kind: 'u32', joining: 'name' },
    machine: { kind: 'u8', joining: 'namePlusOne' },
  } as const satisfies ColumnSpec;
  const aWeek = (week: number, buildCount: number, names: string[], rows: number[][]) => ({
    bytes: packColumns(JOINED, {
      columns: fillColumns(
        JOINED,
        rows.map(([value = 0, day = 0, build = 0, end = 0, name = 0, machine = 0]) => ({
          ...{ value, week: 0, day, build, end, name, machine },
        })),
      ),
      names,
    }),
    week,
    buildCount,
  });

  test('count days, builds, ends and names for all of them', () => {
    const { columns, names } = unpackColumns(JOINED, [
      aWeek(
        0,
        3,
        ['a', 'b'],
        [
          [10, 0, 0, 2, 0, 0],
          [11, 6, 2, 5, 1, 2],
        ],
      ),
      aWeek(2, 1, [], []),
      aWeek(
        3,
        2,
        ['b', 'c'],
        [
          [12, 1, 0, 0, 0, 1],
          [13, 2, 1, 4, 1, 0],
        ],
      ),
    ]);
    expect(names).toEqual(['a', 'b', 'c']);
    const { n, ...all } = columns;
    expect(Object.fromEntries(Object.entries(all).map(([name, column]) => [name, [...column]]))).toEqual({
      value: [10, 11, 12, 13],
      week: [0, 0, 3, 3],
      day: [0, 6, 22, 23],
      build: [0, 2, 4, 5],
      end: [2, 5, 5, 9],
      name: [0, 1, 1, 2],
      machine: [0, 2, 2, 0],
    });
    expect(n).toBe(4);
  });

  test.each<[string, number[], RegExp]>([
    ['a build that the week has not', [0, 0, 3, 4, 0, 0], /build speaks of entry 3 of 3/],
    ['a name that it has not', [0, 0, 0, 4, 2, 0], /name speaks of entry 2 of 2/],
    ['a name, counted from one, that it has not', [0, 0, 0, 4, 0, 3], /machine speaks of entry 3 of 3/],
    ['an end before the last one', [0, 0, 0, 1, 0, 0], /end falls from 4 to 1/],
  ])('refuse %s, alone and behind others', (_, row, problem) => {
    const broken = aWeek(1, 3, ['a', 'b'], [[0, 0, 2, 4, 1, 2], row]);
    const whole = aWeek(0, 5, ['a'], [[0, 0, 4, 9, 0, 1]]);
    for (const weeks of [[{ ...broken, week: 0 }], [whole, broken]]) {
      expect(() => unpackColumns(JOINED, weeks)).toThrow(problem);
    }
  });
});

function changed(bytes: Buffer, change: (bytes: Buffer) => unknown): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}
