import { storableJson } from './storable-text';

/** Rows as one parameter for `json_to_recordset`; text in them that Postgres refuses is mended (storable-text.ts). */
export function rowsAsJson(rows: readonly unknown[]): string {
  return storableJson(rows);
}
