interface PageLink {
  href: string;
  label: string;
  /** The paths below which one stands when it is not its own. */
  below: readonly string[];
  /** Not for who may see some repositories alone. */
  isOfAll?: true;
}

/** The pages there are. */
export const PAGES: readonly PageLink[] = [
  { href: '/', label: 'Overview', below: [] },
  { href: '/services', label: 'Services', below: ['/services/', '/repositories/'] },
  { href: '/steps', label: 'Steps', below: ['/steps/'] },
  { href: '/teams', label: 'Teams', below: ['/teams/'] },
  { href: '/builds', label: 'Builds', below: [] },
  { href: '/heatmap', label: 'Heatmap', below: [] },
  { href: '/fix-first', label: 'Fix first', below: [] },
  { href: '/changes', label: 'Changes', below: ['/alerts'] },
  { href: '/optimisations', label: 'Optimisations', below: ['/optimisations/'], isOfAll: true },
  { href: '/compare', label: 'Compare', below: [] },
  { href: '/reports', label: 'Reports', below: ['/reports/'], isOfAll: true },
  { href: '/settings', label: 'Settings', below: ['/settings/'] },
];

/** @param seesAll whether who looks may see what is made for the whole organisation */
export function pagesFor(seesAll: boolean): PageLink[] {
  return PAGES.filter(({ isOfAll }) => seesAll || isOfAll === undefined);
}

/**
 * Names as a path holds them, one a segment.
 *
 * @returns null where a segment is no text, such as `%E0`
 */
export function decodeNames(segments: readonly string[]): string[] | null {
  try {
    return segments.map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
