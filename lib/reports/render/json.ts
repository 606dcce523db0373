import type { ReportDocument } from '../report-document';
import { absoluteUrl, type RenderOptions } from './links';

/** The document as data: the same words, with `url` (null without PUBLIC_URL) beside each path `href`. */
export function renderJson(document: ReportDocument, options: RenderOptions) {
  const withUrl = <T extends { href: string | null }>(part: T) => ({
    ...part,
    url: absoluteUrl(part.href, options),
  });
  return {
    ...withUrl(document),
    figures: document.figures.map(withUrl),
    sections: document.sections.map(section => ({
      ...section,
      items: section.items.map(withUrl),
      table: section.table === null ? null : { ...section.table, rows: section.table.rows.map(withUrl) },
    })),
  };
}
