import type { DocumentItem, DocumentSection, DocumentTable, ReportDocument } from '../report-document';
import { absoluteUrl, footerOf, type RenderOptions, TONE_WORDS } from './links';

/** The document as text without markup, for mail programs that show none. */
export function renderPlainText(document: ReportDocument, options: RenderOptions): string {
  const page = absoluteUrl(document.href, options);
  const unsubscribe = options.unsubscribeUrl ?? null;
  const blocks = [
    [document.title, '='.repeat(Math.min(lengthOf(document.title), 72)), document.subtitle],
    page === null ? [] : [page],
    document.notices.map(notice => `! ${notice}`),
    document.lead,
    document.figures.map(
      ({ label, value, note }) => `${label}: ${value}${note === null ? '' : ` (${note})`}`,
    ),
    ...document.sections.map(section => sectionLines(section, options)),
    ['-- ', ...footerOf(document, options)],
    unsubscribe === null ? [] : [`Unsubscribe: ${unsubscribe}`],
  ];
  return `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.map(oneLine).join('\n'))
    .join('\n\n')}\n`;
}

function sectionLines({ title, emptyText, items, table }: DocumentSection, options: RenderOptions): string[] {
  const hasRows = table !== null && table.rows.length > 0;
  return [
    title,
    '-'.repeat(Math.min(lengthOf(title), 72)),
    ...(items.length === 0 && !hasRows ? [emptyText] : []),
    ...items.flatMap(item => itemLines(item, options)),
    ...(hasRows ? alignedRows(table) : []),
  ];
}

function itemLines({ text, detail, tone, href }: DocumentItem, options: RenderOptions): string[] {
  const url = absoluteUrl(href, options);
  return [
    `* ${tone === null ? '' : `${TONE_WORDS[tone]}: `}${text}`,
    ...(detail === null ? [] : [`  ${detail}`]),
    ...(url === null ? [] : [`  ${url}`]),
  ];
}

/** Rows of a table as lines whose columns stand below each other, the names of columns first. */
export function alignedRows({ columns, rows }: DocumentTable): string[] {
  const lines = [columns.map(({ label }) => label), ...rows.map(({ cells }) => cells)].map(cells =>
    cells.map(oneLine),
  );
  const widths = columns.map((_, i) => Math.max(...lines.map(cells => lengthOf(cells[i] ?? ''))));
  return lines.map(cells =>
    columns
      .map(({ align }, i) => {
        const cell = cells[i] ?? '';
        const blanks = ' '.repeat(Math.max(0, (widths[i] ?? 0) - lengthOf(cell)));
        return align === 'right' ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** What is written in a name breaks no line. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\t\u2028\u2029]+/g, ' ');
}

function lengthOf(text: string): number {
  return [...text].length;
}
