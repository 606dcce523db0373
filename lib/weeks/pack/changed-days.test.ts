import { describe, expect, test } from 'vitest';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { BUILD_COLUMNS, PATH_COLUMNS } from '../format/build-parts';
import { BUILD_FLAG, STATUS } from '../format/codes';
import { fillColumns } from '../format/fill-columns';
import { changedDays } from './changed-days';

type BuildRow = Record<keyof typeof BUILD_COLUMNS, number>;
type PathRow = Record<keyof typeof PATH_COLUMNS, number>;
interface ABuild extends Partial<BuildRow> {
  at: string;
  path?: Array<Partial<PathRow>>;
}

const NO_BUILD = Object.fromEntries(Object.keys(BUILD_COLUMNS).map(name => [name, 0])) as BuildRow;
const NO_PATH = Object.fromEntries(Object.keys(PATH_COLUMNS).map(name => [name, 0])) as PathRow;

function frame(given: ABuild[]) {
  const path: PathRow[] = [];
  const builds = given.map(({ at, path: own = [{ untilS: 60 }], ...change }, index): BuildRow => {
    path.push(...own.map(row => ({ ...NO_PATH, ...row })));
    const createdS = Date.parse(at) / 1000;
    const row = { ...NO_BUILD, number: index + 1, loginId: 7, waitS: 60, createdS, pathUntil: path.length };
    return { ...row, ...change };
  });
  return { builds: fillColumns(BUILD_COLUMNS, builds), path: fillColumns(PATH_COLUMNS, path) };
}

function tell(before: ABuild[] | null, after: ABuild[], timeZone = 'UTC'): string[] {
  const calendar = createLocalCalendar(timeZone);
  const { loginIds, days } = changedDays(before === null ? null : frame(before), frame(after), calendar);
  return [...new Set(loginIds.map((id, index) => `${id} ${days[index]}`))].sort();
}

const MONDAY: ABuild = { at: '2026-03-02T10:00:00Z' };
const TUESDAY: ABuild = { at: '2026-03-03T10:00:00Z', path: [{ untilS: 20, flags: 1 }, { untilS: 60 }] };

describe('changedDays', () => {
  test('a new build: the day on which it was waited for', () => {
    expect(tell(null, [MONDAY])).toEqual(['7 2026-03-02']);
    expect(tell([], [MONDAY])).toEqual(['7 2026-03-02']);
    expect(tell([MONDAY], [MONDAY, TUESDAY])).toEqual(['7 2026-03-03']);
  });

  test('the same builds: nothing, though they stand at other places', () => {
    expect(tell([MONDAY, TUESDAY], [MONDAY, TUESDAY])).toEqual([]);
    const first = { ...MONDAY, number: 5, path: [{ untilS: 10 }, { untilS: 60 }] };
    const second = { ...TUESDAY, number: 6 };
    expect(tell([first, second], [{ ...MONDAY, number: 4, loginId: 0 }, first, second])).toEqual([]);
  });

  test.each<[string, Partial<ABuild>, string[]]>([
    ['lasts longer', { waitS: 61 }, ['7 2026-03-03']],
    ['lasts into another day', { waitS: 20 * 3600 }, ['7 2026-03-03', '7 2026-03-04']],
    ['turns out to be a rerun', { flags: BUILD_FLAG.rerun }, ['7 2026-03-03']],
    ['failed elsewhere', { failedSeriesId: 3 }, ['7 2026-03-03']],
    ['has another status', { status: STATUS.killed }, ['7 2026-03-03']],
    ['is somebody else’s', { loginId: 8 }, ['7 2026-03-03', '8 2026-03-03']],
    ['is nobody’s any more', { loginId: 0 }, ['7 2026-03-03']],
    ['is of cron now', { flags: BUILD_FLAG.cron }, ['7 2026-03-03']],
    ['queued for longer', { path: [{ untilS: 30, flags: 1 }, { untilS: 60 }] }, ['7 2026-03-03']],
    [
      'was held up by another step',
      {
        path: [
          { untilS: 20, flags: 1 },
          { untilS: 60, seriesId: 4 },
        ],
      },
      ['7 2026-03-03'],
    ],
    [
      'was held up by more steps',
      { path: [{ untilS: 20, flags: 1 }, { untilS: 50 }, { untilS: 60 }] },
      ['7 2026-03-03'],
    ],
    ['was created on another day', { at: '2026-03-01T10:00:00Z' }, ['7 2026-03-01', '7 2026-03-03']],
  ])('a build that %s', (_, change, expected) => {
    expect(tell([MONDAY, TUESDAY], [MONDAY, { ...TUESDAY, ...change }])).toEqual(expected);
    expect(tell([MONDAY, { ...TUESDAY, ...change }], [MONDAY, TUESDAY])).toEqual(expected);
  });

  test('a build that is gone', () => {
    expect(tell([MONDAY, TUESDAY], [MONDAY])).toEqual(['7 2026-03-03']);
    expect(tell([MONDAY, TUESDAY], [{ ...TUESDAY, number: 2 }])).toEqual(['7 2026-03-02']);
  });

  test('builds of nobody and of cron cost nobody anything', () => {
    expect(
      tell(null, [
        { ...MONDAY, loginId: 0 },
        { ...MONDAY, flags: BUILD_FLAG.cron },
      ]),
    ).toEqual([]);
  });

  test('days are those of the organisation', () => {
    const late = { at: '2026-03-02T22:30:00Z', waitS: 3600 };
    expect(tell(null, [late], 'UTC')).toEqual(['7 2026-03-02']);
    expect(tell(null, [late], 'Europe/Berlin')).toEqual(['7 2026-03-02', '7 2026-03-03']);
    expect(tell(null, [late], 'Asia/Tokyo')).toEqual(['7 2026-03-03']);
  });

  test('a build that was held back for months counts in its last weeks', () => {
    const days = tell(null, [{ at: '2026-01-01T10:00:00Z', waitS: 70 * 86_400 }]);
    expect([days[0], days.at(-1), days.length]).toEqual(['7 2026-02-02', '7 2026-03-12', 39]);
  });
});
