/** The pages there are, and the paths below which one stands when it is not its own. */
export const PAGES: ReadonlyArray<{ href: string; label: string; below: readonly string[]; isOfAll?: true }> =
  [
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
