import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { STATE, TITLE } from '@/lib/facts/build-sql';
import { STATUSES } from '@/lib/facts/vocabulary';
import { sumLostBySeries } from '@/lib/metrics/engine/lost-sums';
import { KeptAnswers } from '@/lib/metrics/kept-answers';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { type BookSeries, openReader, type ReaderContext, type SeriesBook } from '@/lib/weeks/reader';
import { parseBuildNumber } from './build-number';

const FOUND_EACH = 6;
/** A build's number as people write it: `1795`, `#1795`. */
const NUMBER = /^#?0*(\d+)$/;

export const findSearchSchema = z.strictObject({
  text: z
    .string({ error: 'is missing: give what is looked for' })
    .trim()
    .min(1, 'is empty: give what is looked for')
    .max(200, 'must have 200 characters at most')
    .describe('Words that are in a name, such as "orders test"; with a number, a build: "orders 1795"'),
});

export const foundSchema = z.object({
  services: z.array(z.object({ service: z.string(), team: z.string() })),
  teams: z.array(z.string()),
  steps: z.array(
    z.object({
      repository: z.string(),
      pipeline: z.string(),
      step: z.string(),
      service: z.string().nullable().describe('Null: it is shared by services'),
    }),
  ),
  builds: z.array(
    z.object({
      repository: z.string(),
      number: z.number(),
      status: z.enum(STATUSES),
      title: z.string().nullable(),
    }),
  ),
});

export type Found = z.infer<typeof foundSchema>;

/** So far back the hours go by which what is found is ranked. */
const RANKED_BY = '4w';

/** Services, teams and steps whose names hold all the words, best first, and builds of a number; a few of each. */
export async function findByText(context: ReaderContext, text: string): Promise<Found> {
  const { source } = context;
  const { book } = await source.open();
  const words = text.toLowerCase().split(/\s+/);
  const digits = words.map(word => NUMBER.exec(word)?.[1]).find(found => found !== undefined);
  const number = parseBuildNumber(digits ?? '');
  const names = words.filter(word => !NUMBER.test(word));
  const steps = holding(stepsOf(book), words, ({ step, service, repository, pipeline }) => [
    step,
    service ?? repository,
    pipeline,
  ]);
  const teams = teamOfService(book);
  const services = holding([...teams], words, ([service, team]) => [service, team]);
  const { ofSeries, ofService } =
    Math.max(steps.length, services.length) > 1 ? await readHours(context) : NO_HOURS;
  return {
    services: best(services, ([service]) => ofService.get(service) ?? 0).map(([service, team]) => ({
      service,
      team,
    })),
    teams: best(
      holding([...new Set(teams.values())], words, team => [team]),
      () => 0,
    ),
    steps: best(steps, ({ id }) => ofSeries.get(id) ?? 0).map(({ repository, pipeline, step, service }) => ({
      repository,
      pipeline,
      step,
      service,
    })),
    builds:
      number === null
        ? []
        : foundSchema.shape.builds.parse(
            (await source.pool.query(buildsOf(reposWith(book, names), number))).rows,
          ),
  };
}

function teamOfService(book: SeriesBook): Map<string, string> {
  const teams = new Map<string, string>();
  for (const { service, team } of book.series.values()) {
    if (service !== null && team !== null) teams.set(service, team);
  }
  for (const { owners } of book.splitRepos.values())
    for (const { service, team } of owners) if (team !== null) teams.set(service, team);
  return teams;
}

function stepsOf(book: SeriesBook): Array<BookSeries & { id: number }> {
  return [...book.series].flatMap(([id, series]) => (series.step === '' ? [] : [{ ...series, id }]));
}

function reposWith(book: SeriesBook, words: readonly string[]): number[] {
  return [...book.repos]
    .filter(([, { slug }]) => words.every(word => slug.toLowerCase().includes(word)))
    .map(([id]) => id);
}

interface Held<Item> {
  item: Item;
  /** Whether the first name begins with the first word. */
  begins: boolean;
  whole: string;
}

/** Those whose names hold all the words. */
function holding<Item>(
  items: readonly Item[],
  words: readonly string[],
  namesOf: (item: Item) => readonly [string, ...string[]],
): Held<Item>[] {
  return items.flatMap(item => {
    const names = namesOf(item);
    const whole = names.join(' ').toLowerCase();
    if (!words.every(word => whole.includes(word))) return [];
    const [first] = names;
    const last = first.slice(first.lastIndexOf('/') + 1).toLowerCase();
    const [word = ''] = words;
    return [{ item, begins: last.startsWith(word) || first.toLowerCase().startsWith(word), whole }];
  });
}

/** Where the first name begins with the first word comes first, then what costs the most, then the shortest. */
function best<Item>(found: readonly Held<Item>[], hoursOf: (item: Item) => number): Item[] {
  return [...found]
    .sort(
      (a, b) =>
        Number(b.begins) - Number(a.begins) ||
        hoursOf(b.item) - hoursOf(a.item) ||
        a.whole.length - b.whole.length ||
        (a.whole < b.whole ? -1 : 1),
    )
    .slice(0, FOUND_EACH)
    .map(({ item }) => item);
}

const NO_HOURS = { ofSeries: new Map<number, number>(), ofService: new Map<string, number>() };

const kept = new KeptAnswers<typeof NO_HOURS>();

/** Hours lost in the last weeks, by series and by service; milliseconds. The same for every word that is looked for. */
function readHours(context: ReaderContext): Promise<typeof NO_HOURS> {
  return kept.get(context, RANKED_BY, () => sumHours(context));
}

async function sumHours(context: ReaderContext): Promise<typeof NO_HOURS> {
  const reader = await openReader(context, metricFilterSchema.parse({ range: RANKED_BY, event: 'all' }));
  const hours = { ofSeries: new Map<number, number>(), ofService: new Map<string, number>() };
  for (const [id, { lostMs }] of (await sumLostBySeries(reader, 'now', 'placeId')).filled()) {
    hours.ofSeries.set(id, lostMs);
    const service = reader.book.series.get(id)?.service ?? null;
    if (service !== null) hours.ofService.set(service, (hours.ofService.get(service) ?? 0) + lostMs);
  }
  return hours;
}

/** Each repository is looked up by its key, so that many cost little. */
function buildsOf(repoIds: readonly number[], number: number): SqlStatement {
  return sql`
    select r.slug as repository, b.number, ${STATE} as status, ${TITLE} as title
    from repo r
    join build b on b.repo_id = r.id and b.number = ${number}
    where r.id = any(${repoIds}::int[])
    order by b.created_at desc, r.slug
    limit ${FOUND_EACH}`;
}
