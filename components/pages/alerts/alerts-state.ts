import { parseAsString } from 'nuqs/server';

/** The one that a message leads to; links to other pages drop it. */
export const alertsParsers = { alert: parseAsString };
