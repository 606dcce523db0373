import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { EVENT_FILTERS } from '@/lib/metrics/query';

const BRANCHES = ['all', 'default', 'others'] as const;

/** The filter as it stands in the address; what is not narrowed is left out. */
export const filterParsers = {
  range: parseAsString.withDefault('4w'),
  bucket: parseAsStringLiteral(['auto', 'day', 'week']).withDefault('auto'),
  team: parseAsString,
  service: parseAsString,
  repository: parseAsString,
  pipeline: parseAsString,
  step: parseAsString,
  branch: parseAsStringLiteral(BRANCHES).withDefault('all'),
  event: parseAsStringLiteral(EVENT_FILTERS).withDefault('code'),
  switches: parseAsStringLiteral(['in', 'out']).withDefault('in'),
};

/** How a page shows what the filter leaves; belongs to the page, so links to other pages drop it. */
export const viewParsers = {
  /** The panels whose table is shown rather than their chart. */
  table: parseAsArrayOf(parseAsString).withDefault([]),
  /** The column that a list is sorted by; a minus in front: largest first. */
  sort: parseAsString,
  /** What the rows of a list are searched for. */
  find: parseAsString.withDefault(''),
  /** Whether charts show the range before as well. */
  before: parseAsBoolean.withDefault(false),
};
