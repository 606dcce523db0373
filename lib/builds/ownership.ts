import { z } from 'zod';
import type { BookSeries, ReaderContext, SeriesBook } from '@/lib/weeks/reader';

const books = new WeakMap<SeriesBook, Map<string, BookSeries>>();

/** The series of a step, or of a pipeline (step ''), by its name; undefined until it was first packed. */
export function findSeries(
  book: SeriesBook,
  repoId: number,
  pipeline: string,
  step: string,
): BookSeries | undefined {
  let byName = books.get(book);
  if (byName === undefined) {
    byName = new Map([...book.series.values()].map(series => [keyOf(series), series]));
    books.set(book, byName);
  }
  return byName.get(keyOf({ repoId, pipeline, step }));
}

function keyOf({ repoId, pipeline, step }: Pick<BookSeries, 'repoId' | 'pipeline' | 'step'>): string {
  return `${repoId}\u001f${pipeline}\u001f${step}`;
}

/** The clone step belongs to no service of its own. */
const CLONE = 'clone';

/** A step as it stands in a build; '': the pipeline itself. */
export interface NamedStep {
  pipeline: string;
  step: string;
}

/**
 * The services whose steps a build holds, by name. A build without steps, as one that broke at once, belongs to the
 * service of its pipelines, else of its repository; where rules split the repository, to those that share its hours.
 */
export function servicesOfSteps(book: SeriesBook, repoId: number, steps: readonly NamedStep[]): string[] {
  const told = (wanted: (step: string) => boolean) =>
    steps.flatMap(({ pipeline, step }) =>
      wanted(step) ? (findSeries(book, repoId, pipeline, step)?.service ?? []) : [],
    );
  const own = told(step => step !== '' && step !== CLONE);
  if (own.length > 0) return distinct(own);
  const split = book.splitRepos.get(repoId);
  if (split !== undefined) {
    const around = steps.flatMap(({ pipeline }) =>
      split.placesIn(findSeries(book, repoId, pipeline, '')?.id ?? -1),
    );
    const sharing = split.owners.filter((_, place) => around.length === 0 || around.includes(place));
    return sharing.map(({ service }) => service);
  }
  const around = told(() => true);
  if (around.length > 0) return distinct(around);
  const repository = book.repos.get(repoId)?.slug;
  const whole = findSeries(book, repoId, '', '')?.service ?? book.seriesOfRepo.get(repoId)?.[0]?.service;
  return whole === undefined || whole === null ? (repository === undefined ? [] : [repository]) : [whole];
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

export const listedServiceSchema = z.object({
  service: z.string(),
  team: z.string(),
  repositories: z.array(z.string()).describe('Where its steps are'),
  targetP90Ms: z
    .number()
    .nullable()
    .describe('What nine of ten waits should stay below; null: no target is set'),
});

type ListedService = z.infer<typeof listedServiceSchema>;

/** All services there are by the rules in force, by name. */
export async function listServices({ source }: ReaderContext): Promise<ListedService[]> {
  const { book, settings } = await source.open();
  const repositories = new Map<string, Set<string>>();
  for (const { service, repository } of book.series.values()) {
    if (service !== null) repositories.set(service, (repositories.get(service) ?? new Set()).add(repository));
  }
  return [...book.teamOfService].map(([service, team]) => {
    const target = settings.targets[service]?.p90Seconds;
    return {
      service,
      team,
      repositories: [...(repositories.get(service) ?? [])].sort(),
      targetP90Ms: target === undefined ? null : target * 1000,
    };
  });
}

export const listedTeamSchema = z.object({ team: z.string(), services: z.array(z.string()) });

type ListedTeam = z.infer<typeof listedTeamSchema>;

/** All teams there are by the rules in force, by name. */
export async function listTeams({ source }: ReaderContext): Promise<ListedTeam[]> {
  const { book } = await source.open();
  return book.teams.map(team => ({
    team,
    services: book.services.filter(service => book.teamOfService.get(service) === team),
  }));
}
