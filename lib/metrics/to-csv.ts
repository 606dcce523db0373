/**
 * RFC 4180, with a header; null is an empty field. Text that a spreadsheet would run as a formula is quoted.
 *
 * @param columns for the header where there is no row
 */
export function toCsv(rows: readonly object[], columns: readonly string[] = []): string {
  const header = Object.keys(rows[0] ?? Object.fromEntries(columns.map(column => [column, null])));
  if (header.length === 0) return '';
  const lines = rows.map(row => Object.values(row).map(toField).join(','));
  return `${[header.map(toField).join(','), ...lines].join('\r\n')}\r\n`;
}

/** One field of a row. */
export function toField(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
