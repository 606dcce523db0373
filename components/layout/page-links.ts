/** The pages there are, and the paths below which one stands when it is not its own. */
export const PAGES: ReadonlyArray<{ href: string; label: string; below: readonly string[] }> = [
  { href: '/', label: 'Overview', below: [] },
  { href: '/services', label: 'Services', below: ['/services/', '/repositories/'] },
  { href: '/steps', label: 'Steps', below: ['/steps/'] },
  { href: '/teams', label: 'Teams', below: ['/teams/'] },
  { href: '/builds', label: 'Builds', below: [] },
  { href: '/heatmap', label: 'Heatmap', below: [] },
  { href: '/fix-first', label: 'Fix first', below: [] },
  { href: '/changes', label: 'Changes', below: [] },
  { href: '/optimisations', label: 'Optimisations', below: ['/optimisations/'] },
  { href: '/compare', label: 'Compare', below: [] },
  { href: '/settings', label: 'Settings', below: ['/settings/'] },
];

/** Where the pages are. Names may hold slashes and spaces. */
export const pageLinks = {
  service: (service: string) => `/services/${service.split('/').map(encodeURIComponent).join('/')}`,
  team: (team: string) => `/teams/${encodeURIComponent(team)}`,
  /** A step of that name in all services. */
  stepName: (step: string) => `/steps/${encodeURIComponent(step)}`,
  step: (repository: string, pipeline: string, step: string) =>
    `/repositories/${slugPath(repository)}/steps/${encodeURIComponent(pipeline)}/${encodeURIComponent(step)}`,
  optimisation: (id: number) => `/optimisations/${id}`,
  build: (repository: string, number: number) => `/repositories/${slugPath(repository)}/builds/${number}`,
};

function slugPath(repository: string): string {
  return repository.split('/').map(encodeURIComponent).join('/');
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
