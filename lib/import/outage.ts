import { CiError, CiTokenError, CiUnreachableError } from '@/lib/ci/ci-errors';
import type { CiClient, RepoRef } from '@/lib/ci/ci-server';

/**
 * Whether nothing gets through to the server: for when nothing of a batch did. One item whose connection drops each time
 * looks the same, until something else of its repository is asked for.
 */
export async function isOutage(client: CiClient, repo: RepoRef): Promise<boolean> {
  try {
    await client.confirmRepo(repo);
    return false;
  } catch (error) {
    if (error instanceof CiUnreachableError) return true;
    if (error instanceof CiError && !(error instanceof CiTokenError)) return false;
    throw error;
  }
}
