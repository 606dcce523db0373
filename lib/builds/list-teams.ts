import { z } from 'zod';
import type { ReaderContext } from '@/lib/weeks/reader';

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
