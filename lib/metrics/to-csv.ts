/** RFC 4180, with a header; null is an empty field. Text that a spreadsheet would run as a formula is quoted. */
export function toCsv(rows: readonly object[]): string {
  const first = rows[0];
  if (first === undefined) return '';
  const header = Object.keys(first);
  const lines = rows.map(row => Object.values(row).map(toField).join(','));
  return `${[header.map(toField).join(','), ...lines].join('\r\n')}\r\n`;
}

function toField(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
