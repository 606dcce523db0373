const FIELD = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/y;

/** Records by the names of the first line, as RFC 4180 has them. */
export function parseCsv(text: string): Array<Record<string, string>> {
  const lines: string[][] = [];
  let line: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const [, field = '', end = ''] = FIELD.exec(text) ?? [];
    line.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  const [names = [], ...records] = lines;
  return records.map(record => Object.fromEntries(names.map((name, index) => [name, record[index] ?? ''])));
}
