import { z } from 'zod';
import { at } from '@/lib/at';
import { EVENTS } from '@/lib/facts/vocabulary';
import {
  codeOf,
  createTimedStepVisitor,
  STATUS,
  UNKNOWN,
  type WeekReader,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { BucketTallies } from './engine/bucket-tallies';
import { percentileShape, percentilesOf } from './engine/tally';
import { defineMetric } from './metric';

const WAYS = ['published', 'promoted'] as const;

const row = z.object({ bucket: z.string(), way: z.enum(WAYS), ...percentileShape });

/** Steps that bring something out, by the words that people name them with. */
const PUBLISHING = /(^|[-_ /.])(publish|push|deploy|release|upload)($|[-_ /.])/i;

export const timeToPublish = defineMetric({
  name: 'time-to-publish',
  title: 'From push to published',
  unit: 'ms',
  definition:
    'Published: from the push to the end of a successful step whose name says publish, push, deploy, release or ' +
    'upload, the last one of its build, which succeeded. Promoted: from the push of what was promoted to the end of the successful ' +
    'promotion.',
  empty: 'gap',
  row,
  async answer(reader) {
    const tallies = { published: await published(reader), promoted: await promoted(reader) };
    return WAYS.flatMap(way =>
      [...tallies[way].named()].map(([bucket, tally]) => ({
        bucket,
        way,
        ...percentilesOf(tally),
      })),
    );
  },
});

async function published(reader: WeekReader): Promise<BucketTallies> {
  const tallies = new BucketTallies(reader);
  const publishing = [...reader.book.series.values()].filter(
    series => PUBLISHING.test(series.step) && reader.series.holds(series),
  );
  const repoIds = new Set(publishing.map(series => series.repoId));
  const visitTimedSteps = createTimedStepVisitor(reader);
  const addSlice = (slice: WeekSlice<'steps'>) => {
    const lastS = new Uint32Array(slice.builds.n);
    visitTimedSteps(slice, ({ step }) => {
      if (!PUBLISHING.test(step)) return () => undefined;
      return (_seconds, _day, build, stopS) => {
        lastS[build] = Math.max(at(lastS, build, 'lastS'), stopS);
      };
    });
    lastS.forEach((seconds, build) => {
      const day = slice.monday + at(slice.builds.day, build, 'day');
      if (seconds > 0) tallies.add(day, seconds);
    });
  };
  await reader.forEachWeek('now', ['steps'], addSlice, repoIds);
  return tallies;
}

async function promoted(reader: WeekReader): Promise<BucketTallies> {
  const tallies = new BucketTallies(reader);
  const promote = codeOf(EVENTS, 'promote');
  await reader.forEachBuilds('now', 'none', ({ slice, selected }) => {
    const { builds, monday } = slice;
    for (let i = 0; i < selected.n; i += 1) {
      const build = at(selected.index, i, 'index');
      const pushedS = at(builds.parentCreatedS, build, 'parentCreatedS');
      if (builds.event[build] !== promote || selected.status[i] !== STATUS.success || pushedS === UNKNOWN)
        continue;
      const approvedS = at(builds.createdS, build, 'createdS') + at(builds.approvalS, build, 'approvalS');
      const seconds = approvedS + at(selected.waitS, i, 'waitS') - pushedS;
      tallies.add(monday + at(builds.day, build, 'day'), Math.max(0, seconds));
    }
  });
  return tallies;
}
