import type { MetricFilter } from '@/lib/metrics/query';
import { daysOfRange } from '@/lib/time/ranges';

export type FilterName = keyof MetricFilter;

/** What a page lets one filter by, and what its path fixes. All else has its default, whatever the address says. */
export interface PageFilters {
  offers: readonly FilterName[];
  fixed?: Partial<MetricFilter>;
  /** Without a team in the address, the one that the browser keeps as its favourite is chosen. */
  beginsWithFavourite?: boolean;
}

/** The last four weeks with the running one, pushes and pull requests, nothing else narrowed. */
export const NO_FILTER: MetricFilter = {
  range: '4w',
  bucket: 'auto',
  team: null,
  service: null,
  repository: null,
  pipeline: null,
  step: null,
  branch: 'all',
  event: 'code',
  switches: 'in',
};

/** The same of all events: what a page asks that does not tell them apart. */
export const ALL_EVENTS: MetricFilter = { ...NO_FILTER, event: 'all' };

/** Whether an address names what it is about. Pinned days are somebody's link, such as that of a report. */
export function isNarrowed({ team, service, range }: MetricFilter): boolean {
  return team !== null || service !== null || daysOfRange(range) !== null;
}

/** What the questions of a page are narrowed to, given the filters in its address. */
export function pickFilter(state: MetricFilter, { offers, fixed }: PageFilters): MetricFilter {
  const offered = Object.fromEntries(offers.map(name => [name, state[name]]));
  return { ...(offers.includes('event') ? NO_FILTER : ALL_EVENTS), ...offered, ...fixed };
}
