import type { DocumentItem, DocumentSection, ReportDocument } from '../report-document';
import { absoluteUrl, footerOf, type RenderOptions, TONE_WORDS } from './links';
import { alignedRows } from './plain-text';

/** Limits of Slack's Block Kit. */
const MOST_BLOCKS = 50;
const LONGEST_TEXT = 3000;
const LONGEST_HEADER = 150;
const LONGEST_FIELD = 2000;
const MOST_FIELDS = 10;

interface PlainText {
  type: 'plain_text';
  text: string;
  emoji: false;
}

interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
}

type SlackBlock =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; text: Mrkdwn }
  | { type: 'section'; fields: Mrkdwn[] }
  | { type: 'context'; elements: Mrkdwn[] }
  | { type: 'divider' };

/** What an incoming webhook of Slack takes; those that know no blocks (Mattermost) show `text`. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
}

/** The document as blocks within Slack's limits; what does not fit is left to the page, and said. */
export function renderSlack(document: ReportDocument, options: RenderOptions): SlackMessage {
  const page = absoluteUrl(document.href, options);
  const end = [
    ...footerOf(document, options).map(escapeSlack),
    ...(page === null ? [] : [link('Open the page', document.href, options)]),
  ];
  const blocks: SlackBlock[] = [
    { type: 'header', text: { type: 'plain_text', text: cut(document.title, LONGEST_HEADER), emoji: false } },
    context([escapeSlack(document.subtitle)]),
    ...textBlocks(document.notices.map(notice => `*Note:* ${escapeSlack(notice)}`)),
    ...textBlocks([document.lead.map(escapeSlack).join(' ')]),
    ...figureBlocks(document, options),
    ...document.sections.flatMap(section => sectionBlocks(section, options)),
  ];
  const last: SlackBlock[] = [{ type: 'divider' }, context(end)];
  const room = MOST_BLOCKS - last.length;
  const shown =
    blocks.length <= room
      ? blocks
      : [...blocks.slice(0, room - 1), context(['The rest is on the page: a message holds no more.'])];
  const lines = [
    `*${link(document.title, document.href, options)}*`,
    escapeSlack(document.subtitle),
    ...[...document.notices, ...document.lead].map(escapeSlack),
  ];
  return { text: joinedWithin(lines, LONGEST_TEXT), blocks: [...shown, ...last] };
}

function figureBlocks({ figures }: ReportDocument, options: RenderOptions): SlackBlock[] {
  const fields = figures.slice(0, MOST_FIELDS).map(({ label, value, note, href }): Mrkdwn => {
    const words = [
      escapeSlack(cut(label, 200)),
      `*${link(cut(value, 200), href, options)}*`,
      ...(note === null ? [] : [escapeSlack(cut(note, 200))]),
    ];
    return { type: 'mrkdwn', text: joinedWithin(words, LONGEST_FIELD) };
  });
  return fields.length === 0 ? [] : [{ type: 'section', fields }];
}

function sectionBlocks({ title, emptyText, items, table }: DocumentSection, options: RenderOptions) {
  const hasRows = table !== null && table.rows.length > 0;
  return [
    ...textBlocks([
      `*${escapeSlack(cut(title, LONGEST_HEADER))}*`,
      ...(items.length === 0 && !hasRows ? [escapeSlack(emptyText)] : []),
      ...items.map(item => itemText(item, options)),
    ]),
    ...(hasRows ? codeBlocks(alignedRows(table)) : []),
  ];
}

function itemText({ text, detail, tone, href }: DocumentItem, options: RenderOptions): string {
  const word = tone === null ? '' : `*${TONE_WORDS[tone]}:* `;
  const more = detail === null ? '' : `\n   ${escapeSlack(cut(detail, 800))}`;
  const linked = `• ${word}${link(cut(text, 800), href, options)}${more}`;
  return linked.length <= LONGEST_TEXT ? linked : `• ${word}${escapeSlack(cut(text, 800))}${more}`;
}

/** Lines in as few blocks as hold them. No line with a link is longer than a block. */
function textBlocks(lines: readonly string[]): SlackBlock[] {
  return chunks(
    lines.filter(line => line !== ''),
    LONGEST_TEXT,
  ).map(text => ({ type: 'section', text: { type: 'mrkdwn', text } }));
}

function codeBlocks(lines: readonly string[]): SlackBlock[] {
  const fence = '```';
  const escaped = lines.map(line => escapeEntities(cut(line, 500)).replaceAll('`', "'"));
  return chunks(escaped, LONGEST_TEXT - 2 * fence.length).map(text => ({
    type: 'section',
    text: { type: 'mrkdwn', text: `${fence}${text}${fence}` },
  }));
}

function context(lines: readonly string[]): SlackBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: joinedWithin(lines, LONGEST_TEXT) }] };
}

function chunks(lines: readonly string[], longest: number): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= longest)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(...(line.length <= longest ? [line] : wholePieces(line, longest)));
  }
  return texts;
}

/** A text that is longer than a block, at its blanks: it has no links, and no escape has a blank in it. */
function wholePieces(line: string, longest: number): string[] {
  const pieces: string[] = [];
  for (const word of line.split(' ')) {
    const last = pieces.at(-1);
    const short = word.length <= longest ? word : word.slice(0, longest).replace(/&[a-z]*$/, '');
    if (last !== undefined && last.length + 1 + short.length <= longest)
      pieces[pieces.length - 1] = `${last} ${short}`;
    else pieces.push(short);
  }
  return pieces;
}

function joinedWithin(lines: readonly string[], longest: number): string {
  return chunks(lines, longest)[0] ?? '';
}

function link(text: string, href: string | null, options: RenderOptions): string {
  const url = absoluteUrl(href, options);
  return url === null ? escapeSlack(text) : `<${url.replaceAll('&', '&amp;')}|${escapeSlack(text)}>`;
}

/**
 * Slack has no escape for * _ ~ and `: a word joiner, which nobody sees, before and after each keeps them from marking
 * text.
 */
function escapeSlack(text: string): string {
  return escapeEntities(text.replace(/[\r\n\t\u2028\u2029]+/g, ' ')).replace(/[*_~`]/g, '\u2060$&\u2060');
}

function escapeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
