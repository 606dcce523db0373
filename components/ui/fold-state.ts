import { parseAsArrayOf, parseAsString } from 'nuqs/server';

/** What of a page is unfolded, in its address; belongs to the page, so links to other pages drop it. */
export const foldParsers = { open: parseAsArrayOf(parseAsString).withDefault([]) };
