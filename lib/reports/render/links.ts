import type { ReportDocument } from '../report-document';

export interface RenderOptions {
  /** The address of our pages, without a slash at its end; null: not known, and nothing is linked. */
  publicUrl: string | null;
  /** Whole address of the page where a subscription ends; only mails have one. */
  unsubscribeUrl?: string | null;
}

/** What stands at the end of each rendering that should have links and cannot. */
export const NO_LINKS =
  'Nothing here is linked: whoever runs Buildhours has not set PUBLIC_URL, the address of its pages.';

/** A path of ours as an address that stands anywhere; null where there is none or PUBLIC_URL is not set. */
export function absoluteUrl(href: string | null, { publicUrl }: RenderOptions): string | null {
  if (href === null || publicUrl === null) return null;
  // Through URL, so that no quote, blank or bracket of a service's name is left as it is; | would end a cell of a table.
  return new URL(`${publicUrl}${href}`).href.replaceAll('|', '%7C');
}

/** The footer, and that links are missing where they are. */
export function footerOf(document: ReportDocument, { publicUrl }: RenderOptions): readonly string[] {
  return publicUrl === null ? [...document.footer, NO_LINKS] : document.footer;
}

/** What each tone is called, since colours are not seen by all. */
export const TONE_WORDS = { better: 'Better', worse: 'Worse' } as const;
