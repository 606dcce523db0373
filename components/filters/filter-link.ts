import type { MetricFilter } from '@/lib/metrics/query';
import { type FilterName, NO_FILTER } from './page-filters';

/** Changes to the filter of a link: null drops a filter. */
export type FilterChange = Partial<{ [Name in FilterName]: MetricFilter[Name] | null }>;

/**
 * An address with the filters of another one: those of the page it stands on, changed where asked.
 *
 * @param more what is kept as well where the other address has it, though it is no filter of all pages
 * @param also what is set beside the filters
 */
export function filterLink(
  href: string,
  search: URLSearchParams,
  change: FilterChange = {},
  more: readonly string[] = [],
  also: Readonly<Record<string, string>> = {},
): string {
  const kept = new URLSearchParams();
  for (const [name, usual] of Object.entries(NO_FILTER)) {
    const value = Object.hasOwn(change, name) ? Reflect.get(change, name) : search.get(name);
    if (typeof value === 'string' && value !== usual) kept.set(name, value);
  }
  for (const name of more) {
    const value = search.get(name);
    if (value !== null) kept.set(name, value);
  }
  for (const [name, value] of Object.entries(also)) kept.set(name, value);
  return kept.size === 0 ? href : `${href}?${readable(kept)}`;
}

/** An address is read by people as well: slashes need no escape in a query. */
function readable(search: URLSearchParams): string {
  return search.toString().replaceAll('%2F', '/');
}
