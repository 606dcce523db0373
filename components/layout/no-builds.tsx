'use client';

import { EmptyPanel } from '@/components/ui/empty-panel';
import { formatCount } from '@/lib/format';
import type { ImportProgress } from '@/lib/operations/query';
import { useHealth } from './use-health';

/** What every page says as long as no build is stored: how far the first import is, and what to do. */
export function NoBuilds() {
  const { import: progress } = useHealth();
  return (
    <EmptyPanel title="No builds yet">
      {progress === undefined ? 'The database has not answered yet.' : whereItStands(progress)} The first
      figures appear here seconds after the poller has found a repository with builds, the newest builds
      first.
      <p>
        <code>npx buildhours doctor</code> checks address, token, permissions and database, and says in words
        what is wrong. <code>npm run demo</code> shows everything with a Drone server that is made up.
      </p>
    </EmptyPanel>
  );
}

function whereItStands({ servers, reposTotal, pollersAtWork }: ImportProgress): string {
  const [server] = servers;
  if (pollersAtWork === 0) {
    return 'No poller is at work: it runs beside the pages once DRONE_SERVER and DRONE_TOKEN are set.';
  }
  if (server === undefined) return 'The poller is reaching for Drone.';
  if (!server.discovered) return `The poller is asking ${server.url} for its repositories.`;
  if (reposTotal === 0) {
    return `${server.url} lists no repository that this token may see: give the token of an administrator, or activate a repository.`;
  }
  return `The poller has found ${formatCount(reposTotal)} repositories, and looks for their builds.`;
}
