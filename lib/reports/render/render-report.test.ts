import { expect, test } from 'vitest';
import { ODD_NAME, sampleReport } from '../../../tests/world/sample-report';
import { renderHtmlEmail } from './html-email';
import { renderJson } from './json';
import { NO_LINKS } from './links';
import { renderMarkdown } from './markdown';
import { renderPdf } from './pdf';
import { renderPlainText } from './plain-text';
import { renderSlack } from './slack';

const OPTIONS = {
  publicUrl: 'https://buildhours.example.com',
  unsubscribeUrl: 'https://buildhours.example.com/unsubscribe/token',
};

test('HTML says everything, escaped, with a link to each page, and is no longer than Gmail shows', async () => {
  const html = await renderHtmlEmail(sampleReport(), OPTIONS);
  expect(html).toContain('&lt;b&gt;|*_`[x](y) &amp; &quot;z&quot;');
  expect(html).not.toContain('<b>');
  expect(html).toContain('href="https://buildhours.example.com/reports/2026-W47"');
  expect(html).toContain(
    'href="https://buildhours.example.com/changes/12?range=2026-11-16_2026-11-22&amp;step=a%20b%7Cc"',
  );
  expect(html).toContain('href="https://buildhours.example.com/unsubscribe/token"');
  expect(html).not.toContain('<img');
  expect(html).toContain('service-25');
  expect(Buffer.byteLength(html)).toBeLessThan(100_000);
});

test('every element of the HTML is closed by its own end', async () => {
  const html = await renderHtmlEmail(sampleReport(), OPTIONS);
  const body = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<style>[\s\S]*?<\/style>/g, '');
  const open: string[] = [];
  for (const [tag, end, name = ''] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
    if (end === '/') expect(open.pop()).toBe(name);
    else if (!tag.endsWith('/>') && !['meta', 'br', 'link'].includes(name)) open.push(name);
  }
  expect(open).toEqual([]);
});

test('a report of a thousand services is cut to what Gmail shows, and says so', async () => {
  const html = await renderHtmlEmail(sampleReport(1000), OPTIONS);
  expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  expect(html).toContain('more on the page');
});

test('without the address of our pages nothing is linked, and each rendering says why', async () => {
  const options = { publicUrl: null };
  const html = await renderHtmlEmail(sampleReport(), options);
  expect(html).not.toContain('<a ');
  for (const text of [
    html,
    renderPlainText(sampleReport(), options),
    renderMarkdown(sampleReport(), options).replaceAll('\\', ''),
  ]) {
    expect(text).toContain(NO_LINKS);
  }
  expect(JSON.stringify(renderSlack(sampleReport(), options))).toContain(
    'has not set PUBLIC\u2060_\u2060URL',
  );
});

test('plain text keeps names as they are and columns below each other', () => {
  const lines = renderPlainText(sampleReport(), OPTIONS).split('\n');
  expect(lines.find(line => line.startsWith(ODD_NAME))).toBe(
    `${ODD_NAME}  38.6 h          −0.3 h        5 min        89 %`,
  );
  expect(lines).toContain('Unsubscribe: https://buildhours.example.com/unsubscribe/token');
  expect(lines).toContain('Nothing got faster.');
});

test('Markdown escapes names, in cells of tables too', () => {
  const markdown = renderMarkdown(sampleReport(), OPTIONS);
  expect(markdown).toContain('\\<b\\>\\|\\*\\_\\`\\[x\\]\\(y\\) \\& "z"');
  const row = markdown.split('\n').find(line => line.startsWith('| [\\<b'));
  expect(row?.replace(/\\\|/g, '').split('|')).toHaveLength(7);
});

test('blocks keep to the limits of Slack and escape what it reads as markup', () => {
  const { blocks, text } = renderSlack(sampleReport(), OPTIONS);
  expect(blocks.length).toBeLessThanOrEqual(50);
  const all = JSON.stringify(blocks);
  expect(all).not.toContain('<b>');
  expect(all).toContain('<https://buildhours.example.com/reports/2026-W47|Open the page>');
  expect(text).toContain('*<https://buildhours.example.com/reports/2026-W47|Week 47');
  expect(all).toContain('&lt;b&gt;|\u2060*\u2060\u2060_\u2060\u2060`\u2060');
});

test('blocks of a report that is far too long are within the limits, cut through no escape, and say so', () => {
  const long = sampleReport(3000);
  const first = long.sections[0];
  const item = first?.items[0];
  if (first === undefined || item === undefined) throw new Error('the sample has no items');
  const items = Array.from({ length: 300 }, (_, i) => ({ ...item, text: `${'&'.repeat(2000)}${i}` }));
  const { blocks } = renderSlack(
    { ...long, lead: ['&'.repeat(9000)], sections: [{ ...first, items }, ...long.sections] },
    OPTIONS,
  );
  expect(blocks.length).toBeLessThanOrEqual(50);
  const texts = blocks.flatMap(block => {
    if (block.type === 'section') return 'fields' in block ? block.fields : [block.text];
    return block.type === 'context' ? block.elements : [];
  });
  for (const { text } of texts) {
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(text.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
  }
  expect(JSON.stringify(blocks)).toContain('The rest is on the page');
});

test('data has the whole address beside each path', () => {
  const data = renderJson(sampleReport(), OPTIONS);
  expect(data.url).toBe('https://buildhours.example.com/reports/2026-W47');
  expect(data.sections[3]?.table?.rows[0]?.url).toContain(
    'https://buildhours.example.com/services/service-1?',
  );
  expect(renderJson(sampleReport(), { publicUrl: null }).url).toBeNull();
});

test('a week of 25 services is one page of A4; one of 120 has more, with the text whole', async () => {
  expect(pageCount(await renderPdf(sampleReport(25), OPTIONS))).toBe(1);
  expect(pageCount(await renderPdf(sampleReport(120), OPTIONS))).toBeGreaterThan(1);
});

function pageCount(pdf: Buffer): number {
  return [...pdf.toString('latin1').matchAll(/\/Type \/Page\b(?!s)/g)].length;
}
