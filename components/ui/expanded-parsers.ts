import { parseAsArrayOf, parseAsString } from 'nuqs/server';

/** What of a page is expanded, in its address; belongs to the page, so links to other pages lose it. */
export const expandedParsers = { open: parseAsArrayOf(parseAsString).withDefault([]) };
