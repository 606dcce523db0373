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
