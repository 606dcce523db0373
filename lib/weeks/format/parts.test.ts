import { describe, expect, test } from 'vitest';
import { CACHE_KINDS, STATUSES } from '@/lib/facts/vocabulary';
import {
  BUILD_COLUMNS,
  type BuildParts,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  STAGE_COLUMNS,
  STEP_COLUMNS,
} from './build-parts';
import { codeOf, EVENTS, STATUS } from './codes';
import { type ColumnSpec, columnOf, emptyColumns, packColumns, WeekFormatError } from './columns';
import { fillColumns } from './fill-columns';
import { AMOUNT_COLUMNS, LOST_SUM_COLUMNS } from './lost-parts';
import {
  type AllParts,
  beginningOf,
  PARTS,
  type PartName,
  packPart,
  stampOf,
  TABLES,
  unpackNarrow,
  unpackPart,
} from './parts';
import { SPAN_COLUMNS, TIME_COLUMNS } from './span-parts';
import { VERSION_ONE } from './version-one';

/** Two entries, each column with values of its own, so that columns that change places are noticed. */
function twoEntries<Spec extends ColumnSpec>(spec: Spec) {
  const names: Array<keyof Spec> = Object.keys(spec);
  const row = (from: number) =>
    Object.fromEntries(names.map((name, index) => [name, from + index])) as Record<keyof Spec, number>;
  return fillColumns(spec, [row(3), row(40)]);
}

const BUILDS: BuildParts = {
  builds: twoEntries(BUILD_COLUMNS),
  stages: {
    ...twoEntries(STAGE_COLUMNS),
    machine: Uint32Array.of(3, 0),
    machines: ['runner-1', 'läufer 🐢', ''],
  },
  steps: twoEntries(STEP_COLUMNS),
  caches: { ...emptyColumns(CACHE_COLUMNS, 1), tools: ['buildkit'] },
  path: twoEntries(PATH_COLUMNS),
};
const ALL: AllParts = {
  ...BUILDS,
  amounts: twoEntries(AMOUNT_COLUMNS),
  sums: twoEntries(LOST_SUM_COLUMNS),
  spans: twoEntries(SPAN_COLUMNS),
  times: twoEntries(TIME_COLUMNS),
};
const NAMES = Object.keys(PARTS) as PartName[];

/** Columns as lists, of whatever kind they are. */
function plainOf(part: object): unknown {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [
      key,
      ArrayBuffer.isView(value) ? [...(value as Uint8Array)] : value,
    ]),
  );
}

describe('a packed week', () => {
  test.each(NAMES)('%s come back', name => {
    expect(unpackPart(name, packPart(name, ALL[name]))).toEqual(ALL[name]);
  });

  test.each(NAMES)(
    '%s that are held in less memory have the same numbers, and are not packed as they are',
    name => {
      const held = unpackNarrow(name, [{ bytes: packPart(name, ALL[name]), week: 0, buildCount: null }]);
      expect(plainOf(held)).toEqual(plainOf(ALL[name]));
      expect(() => packPart(name, held)).toThrow(RangeError);
    },
  );

  test.each<[string, () => unknown]>([
    ['a part that is another one', () => unpackPart('steps', packPart('path', BUILDS.path))],
    [
      'machines without names',
      () => unpackPart('stages', packColumns(STAGE_COLUMNS, { columns: emptyColumns(STAGE_COLUMNS, 1) })),
    ],
    [
      'tools without names',
      () => unpackPart('caches', packColumns(CACHE_COLUMNS, { columns: emptyColumns(CACHE_COLUMNS, 1) })),
    ],
    [
      'a kind of cache that is not known',
      () => {
        const caches = emptyColumns(CACHE_COLUMNS, 1);
        caches.kind[0] = CACHE_KINDS.length;
        return unpackPart('caches', packColumns(CACHE_COLUMNS, { columns: caches, names: [] }));
      },
    ],
  ])('refuses %s', (_, unpack) => {
    expect(unpack).toThrow(WeekFormatError);
  });

  test('tells by its first eight bytes whether this version packed it', () => {
    const tables = ['packed', 'lost', 'spans'] as const;
    expect(new Set(tables.map(stampOf)).size).toBe(3);
    for (const table of tables) {
      const { first } = TABLES[table];
      expect(packPart(first, ALL[first]).subarray(0, 8)).toEqual(beginningOf(table));
    }
  });

  test.each(NAMES)('each column of %s was in version 1, or says what stands for it there', name => {
    const old = new Set(VERSION_ONE[name].split(' ').map(entry => entry.split(':')[0]));
    for (const [column, given] of Object.entries(PARTS[name].spec)) {
      if (!old.has(column)) expect(columnOf(given).absent, column).toBeDefined();
    }
  });
});

test('codes: the numbers that are stored are the places in the lists', () => {
  for (const [name, code] of Object.entries(STATUS)) expect(STATUSES[code]).toBe(name);
  expect(codeOf(EVENTS, 'push')).toBe(0);
  expect(EVENTS[codeOf(EVENTS, 'never heard of')]).toBe('other');
});
