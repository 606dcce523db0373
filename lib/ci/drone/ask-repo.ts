import { DroneHttpError, DroneNotReadableError } from './drone-errors';
import type { DroneRequests } from './drone-requests';

/** Drone's words for a row that is not there. */
const NO_ROW = 'sql: no rows in result set';

/** Path of a repository in the API. */
export function repoPath(slug: string): string {
  return `/api/repos/${slug.split('/').map(encodeURIComponent).join('/')}`;
}

/**
 * Asks for what every readable repository has, such as its list of builds.
 *
 * @throws DroneNotReadableError when it answers 404
 */
export async function askRepo<T>(
  requests: DroneRequests,
  slug: string,
  path: string,
  decode: (json: unknown) => T,
): Promise<T> {
  const answer = await getOrNotFound(requests, path, decode);
  if (!(answer instanceof DroneHttpError)) return answer;
  throw new DroneNotReadableError(requests.asked(path), slug, answer.serverMessage);
}

/**
 * Asks for what a repository may have, such as one build; null when it is not there although the repository
 * answers. A 404 alone does not say so: Drone gives one too when it cannot confirm the user's rights.
 *
 * @param trustNoRow takes Drone's word for a missing row, without asking for the repository
 * @throws DroneNotReadableError when the repository itself answers 404
 */
export async function askInRepo<T>(
  requests: DroneRequests,
  slug: string,
  path: string,
  decode: (json: unknown) => T,
  { trustNoRow }: { trustNoRow: boolean },
): Promise<T | null> {
  const first = await getOrNotFound(requests, path, decode);
  if (!(first instanceof DroneHttpError)) return first;
  const isNoRow = first.serverMessage === NO_ROW;
  if (isNoRow && trustNoRow) return null;
  await askRepo(requests, slug, repoPath(slug), () => null);
  if (isNoRow) return null;
  // The rights may have been what was missing at first; now that they are confirmed, the thing itself is.
  const second = await getOrNotFound(requests, path, decode);
  return second instanceof DroneHttpError ? null : second;
}

async function getOrNotFound<T>(
  requests: DroneRequests,
  path: string,
  decode: (json: unknown) => T,
): Promise<T | DroneHttpError> {
  try {
    return await requests.get(path, decode);
  } catch (error) {
    if (error instanceof DroneHttpError && error.status === 404) return error;
    throw error;
  }
}
