import { describe, expect, test } from 'vitest';
import {
  BUILD_COLUMNS,
  type BuildParts,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  packBuildParts,
  STAGE_COLUMNS,
  STEP_COLUMNS,
  UNPACK_BUILDS,
} from './build-parts';
import { CACHE_KINDS, codeOf, EVENTS, STATUS, STATUSES } from './codes';
import { type ColumnSpec, emptyColumns, packColumns, WeekFormatError } from './columns';
import { fillColumns } from './fill-columns';
import { AMOUNT_COLUMNS, LOST_SUM_COLUMNS, packLostParts, UNPACK_LOST } from './lost-parts';
import { packSpanParts, SPAN_COLUMNS, TIME_COLUMNS, UNPACK_SPANS } from './span-parts';

/** Two entries, each column with values of its own, so that columns that change places are noticed. */
function twoEntries<Spec extends ColumnSpec>(spec: Spec) {
  const names: Array<keyof Spec> = Object.keys(spec);
  const row = (from: number) =>
    Object.fromEntries(names.map((name, index) => [name, from + index])) as Record<keyof Spec, number>;
  return fillColumns(spec, [row(3), row(40)]);
}

const FRAME: BuildParts = {
  builds: twoEntries(BUILD_COLUMNS),
  stages: { ...twoEntries(STAGE_COLUMNS), machines: ['runner-1', 'läufer 🐢', ''] },
  steps: twoEntries(STEP_COLUMNS),
  caches: { ...emptyColumns(CACHE_COLUMNS, 1), tools: ['buildkit'] },
  path: twoEntries(PATH_COLUMNS),
};

describe('a packed week', () => {
  test('comes back part by part', () => {
    const packed = packBuildParts(FRAME);
    expect({
      builds: UNPACK_BUILDS.builds(packed.builds),
      stages: UNPACK_BUILDS.stages(packed.stages),
      steps: UNPACK_BUILDS.steps(packed.steps),
      caches: UNPACK_BUILDS.caches(packed.caches),
      path: UNPACK_BUILDS.path(packed.path),
    }).toEqual(FRAME);
  });

  test('with hours lost, too', () => {
    const lost = { amounts: twoEntries(AMOUNT_COLUMNS), sums: twoEntries(LOST_SUM_COLUMNS) };
    const packed = packLostParts(lost);
    expect({ amounts: UNPACK_LOST.amounts(packed.amounts), sums: UNPACK_LOST.sums(packed.sums) }).toEqual(
      lost,
    );
  });

  test('with sums of commands and layers, too', () => {
    const frame = { spans: twoEntries(SPAN_COLUMNS), times: twoEntries(TIME_COLUMNS) };
    const { spans, times } = packSpanParts(frame);
    expect({ spans: UNPACK_SPANS.spans(spans), times: UNPACK_SPANS.times(times) }).toEqual(frame);
  });

  test.each([
    ['a part that is another one', () => UNPACK_BUILDS.steps(packBuildParts(FRAME).path)],
    [
      'machines without names',
      () => UNPACK_BUILDS.stages(packColumns(STAGE_COLUMNS, emptyColumns(STAGE_COLUMNS, 1))),
    ],
    [
      'tools without names',
      () => UNPACK_BUILDS.caches(packColumns(CACHE_COLUMNS, emptyColumns(CACHE_COLUMNS, 1))),
    ],
    [
      'a kind of cache that is not known',
      () => {
        const caches = emptyColumns(CACHE_COLUMNS, 1);
        caches.kind[0] = CACHE_KINDS.length;
        return UNPACK_BUILDS.caches(packColumns(CACHE_COLUMNS, caches, []));
      },
    ],
  ])('refuses %s', (_, unpack) => {
    expect(unpack).toThrow(WeekFormatError);
  });
});

test('codes: the numbers that are stored are the places in the lists', () => {
  for (const [name, code] of Object.entries(STATUS)) expect(STATUSES[code]).toBe(name);
  expect(codeOf(EVENTS, 'push')).toBe(0);
  expect(EVENTS[codeOf(EVENTS, 'never heard of')]).toBe('other');
});
