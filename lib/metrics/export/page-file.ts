import { entryOf } from '@/lib/entry-of';
import { addDays } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import type { ReaderContext } from '@/lib/weeks/reader';
import { EVENT_LABELS } from '../filter-labels';
import type { MetricAnswer } from '../metric';
import type { MetricFilter } from '../metric-filter';
import { METRICS, type MetricName } from '../registry';
import { runMetric } from '../run-metric';
import { toField } from '../to-csv';
import { BUCKET_FIGURES, columnOf, exportedKeys, SUMMED_FIGURES, wordOf } from './columns';
import { EXPORT_PAGES, type ExportPage } from './export-pages';

/** What tells a spreadsheet that the file is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';
const USUAL: Readonly<Record<string, string>> = { bucket: 'auto', branch: 'all', switches: 'in' };

type Cell = string | number | null;

/** A title, then heads and rows. */
export type FileTable = Cell[][];

/** What a page says that is no metric. */
export interface FileFindings {
  /** Stands before all figures but the page at a glance. */
  said: readonly FileTable[];
  /** Stands after them, but before what is told bucket by bucket. */
  tables: readonly FileTable[];
}

type Answer = MetricAnswer<object> & { name: string };

/**
 * All figures of a page as one file for people: what they are of, the page at a glance and in words, its tables, each under its
 * title, and at the end one row a bucket.
 *
 * @throws UnknownRangeError
 */
export async function writePageFile(
  context: ReaderContext,
  page: ExportPage,
  filter: MetricFilter,
  { said, tables }: FileFindings,
): Promise<{ text: string; days: DayRange }> {
  const names: readonly MetricName[] = EXPORT_PAGES[page];
  const answers: Array<readonly [MetricName, Answer]> = [];
  for (const name of names) answers.push([name, await runMetric(context, name, filter)]);
  const [, first] = answers[0] ?? [];
  if (first === undefined) throw new Error(`the page ${page} has no figures`);
  const tablesOf = (isWanted: (name: MetricName) => boolean) =>
    answers.flatMap(([name, answer]) => (isWanted(name) ? [tableOf(name, answer)] : []));
  const parts = [
    aboutRows(first, filter),
    ...tablesOf(name => name === 'totals'),
    ...said,
    ...tablesOf(name => name !== 'totals' && !(name in BUCKET_FIGURES)),
    ...tables,
    // The widest by far, and the longest.
    ...bucketTable(answers.filter(([name]) => name in BUCKET_FIGURES)),
  ];
  const text = parts.map(rows => rows.map(row => `${row.map(toField).join(',')}\r\n`).join('')).join('\r\n');
  return { text: `${BYTE_ORDER_MARK}${text}`, days: first.days };
}

function aboutRows({ days, previousDays, timeZone, weeksToReplay }: Answer, filter: MetricFilter): Cell[][] {
  const narrowed = Object.entries(filter).filter(
    ([key, value]) => key !== 'range' && value !== null && value !== USUAL[key],
  );
  return [
    ['First day', days.from],
    ['Last day', addDays(days.until, -1)],
    ['Compared with', `${previousDays.from} to ${addDays(previousDays.until, -1)}`],
    ['Time zone', timeZone],
    ['Measured (n)', 'what percentiles are of (of a wait: builds that succeeded)'],
    ...(weeksToReplay.now === 0
      ? []
      : [
          [
            'Not computed yet',
            `hours lost of ${weeksToReplay.now} ${weeksToReplay.now === 1 ? 'week' : 'weeks'} of these days: they count as 0`,
          ],
        ]),
    ...narrowed.map(([key, value]): Cell[] => [
      FILTER_NAMES[key] ?? capital(key),
      FILTER_WORDS[key]?.[String(value)] ?? value,
    ]),
  ];
}

const FILTER_NAMES: Readonly<Record<string, string>> = {
  event: 'Events',
  branch: 'Branches',
  switches: 'Context switching',
};
const FILTER_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  event: EVENT_LABELS,
  branch: { default: 'Default branch', others: 'Other branches' },
  switches: { out: 'left out' },
  bucket: { day: 'by day', week: 'by week' },
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Of several metrics, a row for each bucket of the range. */
function bucketTable(answers: ReadonlyArray<readonly [MetricName, Answer]>): FileTable[] {
  const [, first] = answers[0] ?? [];
  if (first === undefined) return [];
  const columns = answers.flatMap(([name, answer]) => bucketColumns(name, answer));
  const size = first.bucketSize === 'week' ? 'Week from' : 'Day';
  return [
    [
      [first.bucketSize === 'week' ? 'By week' : 'By day'],
      [size, ...columns.map(({ header }) => header)],
      ...first.buckets.map(bucket => [bucket, ...columns.map(({ at }) => at(bucket))]),
    ],
  ];
}

interface BucketColumn {
  header: string;
  at: (bucket: string) => Cell;
}

/** One column a figure; of metrics with parts (causes, steps, caches) one for each part. */
function bucketColumns(name: MetricName, { rows, title, empty }: Answer): BucketColumn[] {
  const figures = BUCKET_FIGURES[name] ?? [];
  const parts = new Map<string, Map<string, object>>();
  for (const row of rows) {
    const bucket: unknown = Reflect.get(row, 'bucket');
    if (typeof bucket !== 'string') continue;
    entryOf(parts, partOf(row), () => new Map<string, object>()).set(bucket, row);
  }
  const columnFor = (figure: string, part: string, valueAt: (bucket: string) => unknown): BucketColumn => {
    const { header, write } = columnOf(figure, isOfRuns(name));
    const isZero = empty === 'zero' && !figure.endsWith('Ratio');
    const at = (bucket: string) => write(valueAt(bucket) ?? (isZero ? 0 : null));
    const short = shortTitleOf(name, title);
    const about = [short, part].filter(text => text !== '').join(', ');
    // What a title and a figure both say is said once.
    return {
      header: header.startsWith(short) ? `${about}${header.slice(short.length)}` : `${about}: ${header}`,
      at,
    };
  };
  const sums = (SUMMED_FIGURES[name] ?? []).map(figure =>
    columnFor(figure, '', bucket =>
      sumOf(
        [...parts.values()].map(byBucket => byBucket.get(bucket)),
        figure,
      ),
    ),
  );
  const ofParts = [...parts].flatMap(([part, byBucket]) =>
    figures.map(figure =>
      columnFor(figure, part, bucket => {
        const row = byBucket.get(bucket);
        return row === undefined ? null : Reflect.get(row, figure);
      }),
    ),
  );
  return [...sums, ...ofParts];
}

function isOfRuns(name: MetricName): boolean {
  const { shape } = METRICS[name].row;
  return 'step' in shape || name === 'step-spans' || name === 'slowest-runs' || name === 'distribution';
}

/** Columns beside each other have no room for the titles of panels. */
export function shortTitleOf(name: MetricName, title: string): string {
  return SHORT_TITLES[name] ?? title;
}

const SHORT_TITLES: Readonly<Partial<Record<MetricName, string>>> = {
  wait: 'Wait',
  lost: 'Hours lost',
  outcomes: 'Builds',
  'stage-times': 'Pipelines',
  'step-durations': 'Step',
  'time-to-publish': 'To published',
  targets: 'Target',
};

function sumOf(rows: ReadonlyArray<object | undefined>, figure: string): number {
  return rows.reduce((sum, row) => {
    const value: unknown = row === undefined ? 0 : Reflect.get(row, figure);
    return sum + (typeof value === 'number' ? value : 0);
  }, 0);
}

/** What tells the rows of one bucket apart, such as a cause, or pipeline and step. */
function partOf(row: object): string {
  return Object.entries(row)
    .flatMap(([key, value]) => (key !== 'bucket' && typeof value === 'string' ? [wordOf(key, value)] : []))
    .join(' ');
}

function tableOf(name: MetricName, { rows, title }: Answer): FileTable {
  // A column in which no row says anything is left out.
  const keys = exportedKeys(METRICS[name].row.shape).filter(
    key => rows.length === 0 || rows.some(row => (Reflect.get(row, key) ?? null) !== null),
  );
  const columns = keys.map(key => columnOf(key, isOfRuns(name)));
  return [
    [title],
    columns.map(({ header }) => header),
    ...rows.map(row => keys.map((key, index) => columns[index]?.write(Reflect.get(row, key)) ?? null)),
  ];
}
