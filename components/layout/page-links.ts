/** Where the pages are. Names may hold slashes and spaces. */
export const pageLinks = {
  service: (service: string) => `/services/${service.split('/').map(encodeURIComponent).join('/')}`,
  team: (team: string) => `/teams/${encodeURIComponent(team)}`,
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
