/**
 * Rows as one parameter for `json_to_recordset`. Postgres refuses the NUL character and lone surrogates in
 * text, and commit messages and logs have been seen with both: they become the replacement character.
 */
export function rowsAsJson(rows: readonly unknown[]): string {
  return storableJson(rows);
}

/** JSON that Postgres takes, with the same replacements. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return REFUSED.test(json) ? JSON.stringify(storable(value)) : json;
}

/** Text that Postgres takes, likewise. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** NUL or half a surrogate as JSON writes them; text in which somebody wrote the like is looked at in vain. */
const REFUSED = /\\u(0000|d[89a-f])/;

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storable(key), storable(entry)]));
  }
  return value;
}
