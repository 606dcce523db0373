import type { DocumentSection, DocumentTable, ReportDocument } from '../report-document';
import { absoluteUrl, footerOf, type RenderOptions, TONE_WORDS } from './links';

/** The document in GitHub-flavoured Markdown. */
export function renderMarkdown(document: ReportDocument, options: RenderOptions): string {
  const linked = linker(options);
  const blocks = [
    `# ${linked(document.title, document.href)}`,
    escapeMarkdown(document.subtitle),
    ...document.notices.map(notice => `> **Note:** ${escapeMarkdown(notice)}`),
    ...document.lead.map((sentence, i) =>
      i === 0 ? `**${escapeMarkdown(sentence)}**` : escapeMarkdown(sentence),
    ),
    document.figures
      .map(({ label, value, note, href }) => {
        const words = note === null ? '' : ` (${escapeMarkdown(note)})`;
        return `- ${escapeMarkdown(label)}: **${linked(value, href)}**${words}`;
      })
      .join('\n'),
    ...document.sections.flatMap(section => sectionBlocks(section, linked)),
    '---',
    footerOf(document, options).map(escapeMarkdown).join('\n\n'),
  ];
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

type Linked = (text: string, href: string | null) => string;

function linker(options: RenderOptions): Linked {
  return (text, href) => {
    const url = absoluteUrl(href, options);
    // Parentheses are all that URL leaves as they are and a link's end is told by.
    const address = url?.replace(/\(/g, '%28').replace(/\)/g, '%29');
    return address === undefined ? escapeMarkdown(text) : `[${escapeMarkdown(text)}](${address})`;
  };
}

function sectionBlocks({ title, emptyText, items, table }: DocumentSection, linked: Linked): string[] {
  const hasRows = table !== null && table.rows.length > 0;
  return [
    `## ${escapeMarkdown(title)}`,
    items.length === 0 && !hasRows ? escapeMarkdown(emptyText) : '',
    items
      .map(({ text, detail, tone, href }) => {
        const word = tone === null ? '' : `**${TONE_WORDS[tone]}:** `;
        return `- ${word}${linked(text, href)}${detail === null ? '' : `\\\n  ${escapeMarkdown(detail)}`}`;
      })
      .join('\n'),
    hasRows ? markdownTable(table, linked) : '',
  ];
}

function markdownTable({ columns, rows }: DocumentTable, linked: Linked): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ label }) => escapeMarkdown(label))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map(({ cells, href }) => line(cells.map((cell, i) => linked(cell, i === 0 ? href : null)))),
  ].join('\n');
}

/**
 * Every character that may begin markup is escaped by a backslash (CommonMark 2.4), wherever it stands; a line that
 * begins with a number and a dot is no list.
 */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(/[\\`*_{}[\]<>()#|~!&@$^=]/g, character => `\\${character}`)
    .replace(/^(\s*)([-+])(?=[-+\s]|$)/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/\b(https?|ftp|www)([:.])/gi, '$1\\$2');
}
