/**
 * A message in words, before it is HTML, plain text, Markdown, a PDF, blocks of a chat or a page: every rendering says
 * exactly this. Links are paths with their search on our own pages (`/services/api?range=…`), pinned to the days they
 * are about; who renders puts the public address before them. Texts are plain, never markup.
 */
export interface ReportDocument {
  /** Subject of a mail and heading: what it is, and the answer in a few words. At most 90 characters. */
  title: string;
  /** Whom it is for and of which days: `Team payments · 16 to 22 November 2026`. */
  subtitle: string;
  /** Where its page is. */
  href: string;
  /** What stands above all else: unfinished imports, a newer revision. */
  notices: readonly string[];
  /** At most four paragraphs: the answer for whoever reads nothing else, the verdict first. */
  lead: readonly string[];
  /** At most four large numbers. */
  figures: readonly DocumentFigure[];
  sections: readonly DocumentSection[];
  /** Assumptions, time zone, age of the data. */
  footer: readonly string[];
}

/** `Hours lost`, `41 h`, `6.8 h a working day; 7.1 h the week before`. */
export interface DocumentFigure {
  label: string;
  value: string;
  note: string | null;
  href: string | null;
}

export interface DocumentSection {
  title: string;
  /** What it says where it has neither items nor rows: that nothing changed is news too. */
  emptyText: string;
  items: readonly DocumentItem[];
  table: DocumentTable | null;
}

export interface DocumentItem {
  text: string;
  /** A second line: evidence, suspects, what to do. */
  detail: string | null;
  /** Only from a verdict whose interval excludes no change. */
  tone: 'better' | 'worse' | null;
  href: string | null;
}

export interface DocumentTable {
  columns: readonly { label: string; align: 'left' | 'right' }[];
  rows: readonly { cells: readonly string[]; href: string | null }[];
}
