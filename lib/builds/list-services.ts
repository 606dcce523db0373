import { z } from 'zod';
import type { ReaderContext } from '@/lib/weeks/reader';

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
  const { book, catalog } = await source.open();
  const repositories = new Map<string, Set<string>>();
  for (const { service, repository } of book.series.values()) {
    repositories.set(service, (repositories.get(service) ?? new Set()).add(repository));
  }
  return [...book.teamOfService].map(([service, team]) => {
    const target = catalog.targets[service]?.p90Seconds;
    return {
      service,
      team,
      repositories: [...(repositories.get(service) ?? [])].sort(),
      targetP90Ms: target === undefined ? null : target * 1000,
    };
  });
}
