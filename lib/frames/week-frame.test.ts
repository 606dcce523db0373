import { describe, expect, test } from 'vitest';
import { CACHE_KINDS, codeOf, EVENT_CODES, STATUS, STATUS_CODES } from './codes';
import { type ColumnSpec, emptyColumns, FrameFormatError, packColumns } from './columns';
import { fillColumns } from './fill-columns';
import { AMOUNT_COLUMNS, LOST_SUM_COLUMNS, packLostFrame, UNPACK_LOST } from './lost-frame';
import { packSpanFrame, SPAN_COLUMNS, TIME_COLUMNS, UNPACK_SPANS } from './span-frame';
import {
  BUILD_COLUMNS,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  packWeekFrame,
  STAGE_COLUMNS,
  STEP_COLUMNS,
  UNPACK_WEEK,
  type WeekFrame,
} from './week-frame';

/** Two entries, each column with values of its own, so that columns that change places are noticed. */
function twoEntries<Spec extends ColumnSpec>(spec: Spec) {
  const names: Array<keyof Spec> = Object.keys(spec);
  const row = (from: number) =>
    Object.fromEntries(names.map((name, index) => [name, from + index])) as Record<keyof Spec, number>;
  return fillColumns(spec, [row(3), row(40)]);
}

const FRAME: WeekFrame = {
  builds: twoEntries(BUILD_COLUMNS),
  stages: { ...twoEntries(STAGE_COLUMNS), machines: ['runner-1', 'läufer 🐢', ''] },
  steps: twoEntries(STEP_COLUMNS),
  caches: { ...emptyColumns(CACHE_COLUMNS, 1), tools: ['buildkit'] },
  path: twoEntries(PATH_COLUMNS),
};

describe('a packed week', () => {
  test('comes back part by part', () => {
    const packed = packWeekFrame(FRAME);
    expect({
      builds: UNPACK_WEEK.builds(packed.builds),
      stages: UNPACK_WEEK.stages(packed.stages),
      steps: UNPACK_WEEK.steps(packed.steps),
      caches: UNPACK_WEEK.caches(packed.caches),
      path: UNPACK_WEEK.path(packed.path),
    }).toEqual(FRAME);
  });

  test('with hours lost, too', () => {
    const lost = { amounts: twoEntries(AMOUNT_COLUMNS), sums: twoEntries(LOST_SUM_COLUMNS) };
    const packed = packLostFrame(lost);
    expect({ amounts: UNPACK_LOST.amounts(packed.amounts), sums: UNPACK_LOST.sums(packed.sums) }).toEqual(
      lost,
    );
  });

  test('with sums of commands and layers, too', () => {
    const frame = { spans: twoEntries(SPAN_COLUMNS), times: twoEntries(TIME_COLUMNS) };
    const { spans, times } = packSpanFrame(frame);
    expect({ spans: UNPACK_SPANS.spans(spans), times: UNPACK_SPANS.times(times) }).toEqual(frame);
  });

  test.each([
    ['a part that is another one', () => UNPACK_WEEK.steps(packWeekFrame(FRAME).path)],
    [
      'machines without names',
      () => UNPACK_WEEK.stages(packColumns(STAGE_COLUMNS, emptyColumns(STAGE_COLUMNS, 1))),
    ],
    [
      'tools without names',
      () => UNPACK_WEEK.caches(packColumns(CACHE_COLUMNS, emptyColumns(CACHE_COLUMNS, 1))),
    ],
    [
      'a kind of cache that is not known',
      () => {
        const caches = emptyColumns(CACHE_COLUMNS, 1);
        caches.kind[0] = CACHE_KINDS.length;
        return UNPACK_WEEK.caches(packColumns(CACHE_COLUMNS, caches, []));
      },
    ],
  ])('refuses %s', (_, unpack) => {
    expect(unpack).toThrow(FrameFormatError);
  });
});

test('codes: the numbers that are stored are the places in the lists', () => {
  for (const [name, code] of Object.entries(STATUS)) expect(STATUS_CODES[code]).toBe(name);
  expect(codeOf(EVENT_CODES, 'push')).toBe(0);
  expect(EVENT_CODES[codeOf(EVENT_CODES, 'never heard of')]).toBe('other');
});
