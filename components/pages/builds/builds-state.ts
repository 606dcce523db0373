import { createParser, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { NO_FILTER } from '@/components/filters/page-filters';
import { LEFT_OUT_REASONS, parseWeekHour, type StatusGroup } from '@/lib/builds/query';
import type { MetricFilter } from '@/lib/metrics/query';

const STATUS_GROUPS = ['all', 'success', 'failed', 'killed', 'running', 'other'] as const;
export type ChosenStatus = (typeof STATUS_GROUPS)[number];

const PACES = ['any', 'slower'] as const;

const MAX_TEXT_LENGTH = 200;

/** What is looked for, as the API takes it: an address may have blanks where nothing was written. */
const parseAsText = createParser({
  parse: (text: string) => text.trim().slice(0, MAX_TEXT_LENGTH) || null,
  serialize: (text: string) => text,
});

const parseAsWeekHour = createParser({
  parse: (text: string) => (parseWeekHour(text) === null ? null : text),
  serialize: (text: string) => text,
});

/** What the list of builds has in its address beside the filters; links to other pages drop it. */
export const buildsParsers = {
  status: parseAsStringLiteral(STATUS_GROUPS).withDefault('all'),
  /** Why builds are left out of some figure; null: all builds. */
  leftOut: parseAsStringLiteral(LEFT_OUT_REASONS),
  pace: parseAsStringLiteral(PACES).withDefault('any'),
  text: parseAsText,
  branchName: parseAsText,
  author: parseAsText,
  /** The hour of the week in which they were pushed, as `2-09`. */
  weekHour: parseAsWeekHour,
  /** Where the page begins: what the page before gave as its end. */
  cursor: parseAsString,
};

/** What the list of builds has in its address beside the filters, and finds again on the way back from a build. */
export const KEPT_IN_LINKS = [
  'status',
  'leftOut',
  'pace',
  'text',
  'branchName',
  'author',
  'weekHour',
] as const;

/** What is under way belongs to no day yet: the range of the page does not narrow it. */
export function withoutRange(filter: MetricFilter): MetricFilter {
  return { ...filter, range: NO_FILTER.range, bucket: NO_FILTER.bucket };
}

interface Searched {
  text: string | null;
  branchName: string | null;
  author: string | null;
}

/** Whether certain builds are looked for, rather than all of the range. */
export function isSearched({ text, branchName, author }: Searched): boolean {
  return text !== null || branchName !== null || author !== null;
}

/** What the list asks for: those under way stand above it, but who looks for certain builds wants these as well. */
export function listedStatus(shown: Searched & { status: ChosenStatus }): StatusGroup {
  return shown.status === 'all' && !isSearched(shown) ? 'ended' : shown.status;
}
