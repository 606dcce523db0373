import { parseAsString, parseAsStringLiteral } from 'nuqs/server';

const STATUS_GROUPS = ['all', 'success', 'failed', 'killed', 'running', 'other'] as const;

/** What the list of builds has in its address beside the filters; links to other pages drop it. */
export const buildsParsers = {
  status: parseAsStringLiteral(STATUS_GROUPS).withDefault('all'),
  /** Where the page begins: what the page before gave as its end. */
  cursor: parseAsString,
};
