/**
 * Rows as one parameter for `json_to_recordset`. Postgres refuses the NUL character and lone surrogates in
 * text, and commit messages and logs have been seen with both: they become the replacement character.
 */
export function rowsAsJson(rows: readonly unknown[]): string {
  return JSON.stringify(rows.map(storable));
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\uFFFD');
  if (Array.isArray(value)) return value.map(storable);
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storable(key), storable(entry)]));
  }
  return value;
}
