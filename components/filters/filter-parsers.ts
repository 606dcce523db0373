import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** The state of a page, as it stands in its address. */
export const filterParsers = {
  range: parseAsString.withDefault('4w'),
  branch: parseAsString.withDefault('all'),
  bucket: parseAsStringLiteral(['auto', 'day', 'week']).withDefault('auto'),
  /** `pipeline/step` that is looked at more closely. */
  step: parseAsString,
};

export const loadFilters = createLoader(filterParsers);
