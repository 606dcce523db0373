import type { ReportDocument } from '../report-document';
import { renderJson } from './json';
import type { RenderOptions } from './links';
import { renderMarkdown } from './markdown';
import { renderPlainText } from './plain-text';

/** What a report can be written as, with the name of its file and its type. */
export const REPORT_FORMATS = {
  html: { extension: 'html', mediaType: 'text/html; charset=utf-8' },
  md: { extension: 'md', mediaType: 'text/markdown; charset=utf-8' },
  txt: { extension: 'txt', mediaType: 'text/plain; charset=utf-8' },
  pdf: { extension: 'pdf', mediaType: 'application/pdf' },
  json: { extension: 'json', mediaType: 'application/json; charset=utf-8' },
} as const;

export type ReportFormat = keyof typeof REPORT_FORMATS;

/** The document as a file of one of these kinds. What lays out HTML and PDF is heavy, and loaded when it is asked for. */
export async function renderReport(
  format: ReportFormat,
  document: ReportDocument,
  options: RenderOptions,
): Promise<Uint8Array> {
  if (format === 'pdf') return (await import('./pdf')).renderPdf(document, options);
  const texts = {
    html: async () => (await import('./html-email')).renderHtmlEmail(document, options),
    md: async () => renderMarkdown(document, options),
    txt: async () => renderPlainText(document, options),
    json: async () => `${JSON.stringify(renderJson(document, options), null, 2)}\n`,
  };
  return Buffer.from(await texts[format]());
}
