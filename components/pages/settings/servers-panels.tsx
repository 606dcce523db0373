'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { serversQuery } from '@/lib/operations/query';
import { PollersPanel } from './pollers-panel';
import { ServerPanel } from './server-panel';
import classes from './servers.module.css';
import { useTimeZone } from './use-time-zone';

/** Every CI server, and the processes that bring its history. */
export function ServersPanels() {
  const { data } = useSuspenseQuery(serversQuery());
  const timeZone = useTimeZone();
  return (
    <div className={classes.panels}>
      {data.servers.length === 0 && (
        <EmptyPanel title="No server yet">
          The first poller that starts asks the server that <code>DRONE_SERVER</code> names, with the token of{' '}
          <code>DRONE_TOKEN</code>: put both into the file <code>.env</code>, and start one with{' '}
          <code>npx buildhours start</code>. Further servers get a poller each, on the same database.
        </EmptyPanel>
      )}
      {data.servers.map(server => (
        <ServerPanel key={server.id} server={server} timeZone={timeZone} />
      ))}
      <PollersPanel pollers={data.pollers} timeZone={timeZone} />
    </div>
  );
}
