import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '@/lib/settings/settings';
import { dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { HOUR_MS } from '@/lib/time/units';
import { BUILD_COLUMNS, PATH_COLUMNS } from '../format/build-parts';
import { BUILD_FLAG, CAUSES, EVENTS, PATH_FLAG, STATUS } from '../format/codes';
import { fillColumns } from '../format/fill-columns';
import { type GatherRules, gatherBuilds, type WaitingWeek } from './gather-builds';
import { waitingParams } from './person-days';
import { type ReplayedPeople, replayWeek } from './replay-week';

const MONDAY = dayNumber('2026-03-02');
const MINUTE = 60;
/** Series: a pipeline, two of its steps, the repository itself. */
const [CI, BUILD, TEST, REPO] = [1, 2, 3, 9];

type BuildRow = Record<keyof typeof BUILD_COLUMNS, number>;
type PathRow = Record<keyof typeof PATH_COLUMNS, number>;
interface ABuild extends Partial<BuildRow> {
  /** `02 10:00`: day of March and UTC. */
  at: string;
  /** Minutes from the push on: until when, and where; `queue` is the queue of the pipeline. */
  path: ReadonlyArray<readonly [until: number, where: number | 'queue' | 'approval']>;
}

const NO_BUILD = Object.fromEntries(Object.keys(BUILD_COLUMNS).map(name => [name, 0])) as BuildRow;

function frame(repoId: number, given: readonly ABuild[]): WaitingWeek {
  const path: PathRow[] = [];
  const builds = given.map(({ at, path: own, ...change }, index): BuildRow => {
    for (const [until, where] of own) {
      const seriesId = typeof where === 'string' ? CI : where;
      const queued = typeof where === 'string' ? PATH_FLAG.queued : 0;
      const flags = queued | (where === 'approval' ? PATH_FLAG.approval : 0);
      path.push({ untilS: until * MINUTE, seriesId, pipelineId: where === REPO ? REPO : CI, flags });
    }
    return {
      ...NO_BUILD,
      number: index + 1,
      droneId: repoId * 100 + index + 1,
      createdS: Date.parse(`2026-03-${at.replace(' ', 'T')}:00Z`) / 1000,
      waitS: (own.at(-1)?.[0] ?? 0) * MINUTE,
      loginId: 7,
      pipelineId: CI,
      pathUntil: path.length,
      status: STATUS.success,
      flags: BUILD_FLAG.hasStages,
      ...change,
    };
  });
  return { repoId, builds: fillColumns(BUILD_COLUMNS, builds), path: fillColumns(PATH_COLUMNS, path) };
}

const RULES: GatherRules = { stuckAfterMs: 24 * HOUR_MS, countApproval: false };

function gather(
  frames: readonly WaitingWeek[],
  personOf = (id: number): string | null => `person ${id}`,
  rules = RULES,
) {
  const [fromMs, untilMs] = [Date.parse('2026-03-02T00:00:00Z'), Date.parse('2026-03-09T00:00:00Z')];
  return gatherBuilds(frames, fromMs, untilMs, personOf, rules);
}

/** Rows in words; minutes of measured wait, low, central and high. */
async function replay(
  frames: readonly WaitingWeek[],
  change: Partial<ReplayedPeople> = {},
  rules = RULES,
): Promise<string[]> {
  const rows = await replayWeek(
    gather(frames, undefined, rules),
    MONDAY,
    waitingParams(DEFAULT_SETTINGS.cost),
    {
      idOf: person => Number(person.replace('person ', '')),
      hoursOf: () => ({
        timeZone: 'UTC',
        workdays: [1, 2, 3, 4, 5],
        fromMinute: 7 * 60,
        untilMinute: 19 * 60,
      }),
      daysOf: () => null,
      calendarOf: createLocalCalendar,
      ...change,
    },
  );
  return rows.map(row => {
    const minutes = [row.measuredMs, row.lowMs, row.lostMs, row.highMs].map(ms => ms / 60_000).join(' ');
    const where = `${CAUSES[row.cause]} at ${row.placeId} of ${row.ownerId}`;
    return `${row.personId} day ${row.day} ${row.repoId}#${row.number} ${where}: ${minutes}`;
  });
}

const ONE: ABuild = {
  at: '02 10:00',
  path: [
    [1, 'queue'],
    [2, CI],
    [4, BUILD],
    [12, TEST],
  ],
};

describe('what of a build counts', () => {
  const fourHours = { ...RULES, stuckAfterMs: 4 * HOUR_MS };
  const flags = BUILD_FLAG.hasStages;

  test('of one that is stuck, its first hours, and it is marked', async () => {
    const long: ABuild = { at: '02 08:00', path: [[10 * 60, TEST]] };
    expect(await replay([frame(1, [long])], {}, fourHours)).toEqual([
      '7 day 0 1#1 run at 3 of 3: 240 0 15 240',
      '7 day 0 1#1 switch at 1 of 1: 0 0 5 15',
    ]);
    const [build] = gather([frame(1, [long])], undefined, fourHours).byPerson.get('person 7') ?? [];
    expect([build?.flags, (build?.finishedMs ?? 0) - (build?.createdMs ?? 0)]).toEqual([
      flags | BUILD_FLAG.stuck,
      4 * HOUR_MS,
    ]);
  });

  test('of one that is not over, nothing until it is stuck', () => {
    const open = (hours: number): ABuild => ({
      at: '02 08:00',
      path: [[hours * 60, 'queue']],
      flags: flags | BUILD_FLAG.open,
    });
    expect(gather([frame(1, [open(3)])], undefined, fourHours).byPerson.size).toBe(0);
    expect(gather([frame(1, [open(5)])], undefined, fourHours).byPerson.size).toBe(1);
  });

  test('nothing of the time until its approval, but where the settings count it, as the first cause', async () => {
    const approved: ABuild = {
      at: '02 09:00',
      approvalS: 60 * MINUTE,
      waitS: 3 * MINUTE,
      flags: flags | BUILD_FLAG.rerun,
      path: [
        [60, 'approval'],
        [61, 'queue'],
        [63, TEST],
      ],
    };
    expect(await replay([frame(1, [approved])])).toEqual([
      '7 day 0 1#1 rerun at 1 of 1: 1 1 1 1',
      '7 day 0 1#1 rerun at 3 of 3: 2 2 2 2',
    ]);
    expect(await replay([frame(1, [approved])], {}, { ...RULES, countApproval: true })).toEqual([
      '7 day 0 1#1 approval at 1 of 1: 60 0 15 60',
      '7 day 0 1#1 rerun at 1 of 1: 1 0 0 1',
      '7 day 0 1#1 rerun at 3 of 3: 2 0 0 2',
      '7 day 0 1#1 switch at 1 of 1: 0 0 5 15',
    ]);
  });
});

describe('replayWeek', () => {
  test('one build: queue, set-up, its steps and a switch', async () => {
    expect(await replay([frame(1, [ONE])])).toEqual([
      '7 day 0 1#1 queue at 1 of 1: 1 1 1 1',
      '7 day 0 1#1 run at 1 of 1: 1 0 1 1',
      '7 day 0 1#1 run at 2 of 2: 2 0 2 2',
      // Six minutes of full attention and two of a quarter.
      '7 day 0 1#1 run at 3 of 3: 8 0 6.5 8',
      '7 day 0 1#1 switch at 1 of 1: 0 0 5 15',
    ]);
  });

  test('a rerun is borne by its steps, and all of it could be saved', async () => {
    expect(await replay([frame(1, [{ ...ONE, flags: BUILD_FLAG.hasStages | BUILD_FLAG.rerun }])])).toEqual([
      '7 day 0 1#1 rerun at 1 of 1: 2 2 2 2',
      '7 day 0 1#1 rerun at 2 of 2: 2 2 2 2',
      '7 day 0 1#1 rerun at 3 of 3: 8 6.5 6.5 8',
      '7 day 0 1#1 switch at 1 of 1: 0 0 5 15',
    ]);
  });

  test('a failure is borne by the step that failed; queue is not', async () => {
    const failed = { ...ONE, status: STATUS.failure, failedSeriesId: BUILD };
    expect(await replay([frame(1, [failed])])).toEqual([
      '7 day 0 1#1 queue at 1 of 1: 1 1 1 1',
      '7 day 0 1#1 failed at 1 of 2: 1 0 1 1',
      '7 day 0 1#1 failed at 2 of 2: 2 0 2 2',
      '7 day 0 1#1 failed at 3 of 2: 8 0 6.5 8',
      '7 day 0 1#1 switch at 1 of 1: 0 0 5 15',
    ]);
  });

  test('a failure without a step that failed is borne where it was; what was killed, too', async () => {
    const short = {
      ...ONE,
      path: [
        [1, CI],
        [2, TEST],
        [3, REPO],
      ] as const,
    };
    expect(await replay([frame(1, [{ ...short, status: STATUS.error }])])).toEqual([
      '7 day 0 1#1 failed at 1 of 1: 1 0 1 1',
      '7 day 0 1#1 failed at 3 of 3: 1 0 1 1',
      '7 day 0 1#1 failed at 9 of 9: 1 0 1 1',
    ]);
    const killed = await replay([frame(1, [{ ...short, status: STATUS.killed }])]);
    expect(killed[1]).toBe('7 day 0 1#1 cancelled at 3 of 3: 1 0 1 1');
  });

  test('builds of two repositories side by side share one person’s attention', async () => {
    const three = [[3, TEST]] as const;
    expect(
      await replay([
        frame(2, [{ at: '03 09:00', path: three }]),
        frame(1, [{ at: '03 09:00', path: three }]),
      ]),
    ).toEqual(['7 day 1 1#1 run at 3 of 3: 1.5 0 1.5 1.5', '7 day 1 2#1 run at 3 of 3: 1.5 0 1.5 1.5']);
  });

  test('a build over an evening counts in the working hours of both days', async () => {
    const long: ABuild = { at: '04 18:50', path: [[13 * 60, TEST]] };
    expect(await replay([frame(1, [long])])).toEqual([
      '7 day 2 1#1 run at 3 of 3: 10 0 10 10',
      '7 day 2 1#1 switch at 1 of 1: 0 0 5 15',
      '7 day 3 1#1 run at 3 of 3: 50 0 0 50',
      '7 day 3 1#1 switch at 1 of 1: 0 0 0 15',
    ]);
  });

  test('nobody waits at the weekend, or at night', async () => {
    expect(
      await replay([
        frame(1, [
          { ...ONE, at: '07 10:00' },
          { ...ONE, at: '02 20:00' },
        ]),
      ]),
    ).toEqual([]);
  });

  test('days and hours are those of the person', async () => {
    const tokyo = {
      timeZone: 'Asia/Tokyo',
      workdays: [1, 2, 3, 4, 5, 6, 7],
      fromMinute: 0,
      untilMinute: 1440,
    };
    const minute = [[1, TEST]] as const;
    const builds = ['02 14:59', '02 15:00', '01 15:00', '08 14:59', '08 15:00'].map(at => ({
      at,
      path: minute,
    }));
    // What began on Sunday in UTC is Monday there, but was not waited for in this week of UTC.
    const all = gather([frame(1, builds)]).byPerson.get('person 7');
    expect(all?.map(({ number }) => number)).toEqual([1, 2, 4, 5]);
    const rows = await replay([frame(1, builds)], { hoursOf: () => tokyo });
    expect(rows.map(row => row.slice(0, 13))).toEqual(['7 day 0 1#1 r', '7 day 1 1#2 r', '7 day 6 1#4 r']);
  });

  test('only days that are asked for', async () => {
    const builds = ['02 10:00', '03 10:00', '04 10:00'].map(at => ({ at, path: [[1, TEST]] as const }));
    const other = { at: '03 10:00', path: [[1, TEST]] as const, loginId: 8 };
    const daysOf = (person: string) =>
      new Set(person === 'person 7' ? [MONDAY + 1, MONDAY + 2, MONDAY + 7] : []);
    const rows = await replay([frame(1, [...builds, other])], { daysOf });
    expect(rows.map(row => row.slice(0, 11))).toEqual(['7 day 1 1#2', '7 day 2 1#3']);
  });

  test('keeps what builds are filtered by', async () => {
    const [row] = await replayWeek(
      gather([
        frame(1, [
          {
            ...ONE,
            flags: BUILD_FLAG.onDefaultBranch | BUILD_FLAG.hasStages,
            event: EVENTS.indexOf('tag'),
          },
        ]),
      ]),
      MONDAY,
      waitingParams(DEFAULT_SETTINGS.cost),
      {
        idOf: () => 4,
        hoursOf: () => ({ timeZone: 'UTC', workdays: [1], fromMinute: 0, untilMinute: 1440 }),
        daysOf: () => null,
        calendarOf: createLocalCalendar,
      },
    );
    expect(row).toMatchObject({
      event: 2,
      flags: BUILD_FLAG.onDefaultBranch | BUILD_FLAG.hasStages,
      personId: 4,
    });
  });
});

describe('gatherBuilds', () => {
  const seen = (frames: readonly WaitingWeek[], personOf?: (id: number) => string | null) =>
    Object.fromEntries(
      [...gather(frames, personOf).byPerson].map(([person, builds]) => [
        person,
        builds.map(({ repoId, number, id }) => `${id}: ${repoId}#${number}`),
      ]),
    );
  const hour = [[60, TEST]] as const;

  test('in the order of the server’s ids, whatever order they come in; an id that is there twice gets two ranks', () => {
    const builds = [5, 3, 4].map(droneId => ({ at: '02 10:00', path: hour, droneId }));
    expect(seen([frame(2, builds), frame(1, builds)])).toEqual({
      'person 7': ['1: 1#2', '2: 2#2', '3: 1#3', '4: 2#3', '5: 1#1', '6: 2#1'],
    });
  });

  test('those that overlap, and no others', () => {
    const at = ['01 22:59', '01 23:01', '08 23:59', '09 00:00'];
    const builds = at.map(when => ({ at: when, path: hour }));
    expect(seen([frame(1, builds)])).toEqual({ 'person 7': ['1: 1#2', '2: 1#3'] });
  });

  test('not of cron, bots and nobody', () => {
    const builds = [
      { at: '02 10:00', path: hour, flags: BUILD_FLAG.cron },
      { at: '02 10:00', path: hour, loginId: 0 },
      { at: '02 10:00', path: hour, loginId: 8 },
      { at: '02 10:00', path: hour, status: STATUS.error, flags: 0 },
      { at: '02 10:00', path: hour },
    ];
    expect(seen([frame(1, builds)], id => (id === 8 ? null : 'ada'))).toEqual({ ada: ['1: 1#5'] });
  });
});
