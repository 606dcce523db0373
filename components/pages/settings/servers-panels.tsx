'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useHealth } from '@/components/layout/health';
import { EmptyPanel } from '@/components/ui/empty-panel';
import panel from '@/components/ui/panel.module.css';
import { formatClockOffset, formatCount, formatCountOf, formatDay, formatInstant } from '@/lib/format';
import { type ServersState, serversQuery } from '@/lib/operations/query';
import { PollersPanel } from './pollers-panel';
import { ServerActions } from './server-actions';
import { describeServer } from './server-facts';
import { ServerTroubles } from './server-troubles';
import classes from './servers.module.css';
import { useTimeZone } from './suggestions';

/** Every CI server, and the processes that bring its history. */
export function ServersPanels() {
  const { data } = useSuspenseQuery(serversQuery());
  const timeZone = useTimeZone();
  return (
    <div className={classes.panels}>
      {data.servers.length === 0 && <NoServer />}
      {data.servers.map(server => (
        <ServerPanel key={server.id} server={server} timeZone={timeZone} />
      ))}
      <PollersPanel pollers={data.pollers} timeZone={timeZone} />
    </div>
  );
}

function NoServer() {
  const { import: progress } = useHealth();
  return (
    <EmptyPanel title="No server yet">
      The first poller that starts asks the server that the file <code>.env</code> names:
      {progress?.variables.map(({ ciServer, address, token }) => (
        <Fragment key={ciServer}>
          {' '}
          for {ciServer} put its address into <code>{address}</code> and a token of it into{' '}
          <code>{token}</code>,
        </Fragment>
      ))}{' '}
      and start it with <code>npx buildhours start</code>. Further servers get a poller each, on the same
      database.
    </EmptyPanel>
  );
}

type Server = ServersState['servers'][number];

/** One CI server: who it is, who we are there, how far its history has come, and what goes wrong. */
function ServerPanel({ server, timeZone }: { server: Server; timeZone: string }) {
  const {
    id,
    url,
    publicUrl,
    discoveredAt,
    repositories,
    repositoriesDone,
    buildsStored,
    buildsToGo,
    logsToGo,
  } = server;
  const heading = `server-${id}`;
  const total = buildsStored + buildsToGo;
  return (
    <article className={panel.panel} aria-labelledby={heading}>
      <h2 className={panel.title} id={heading}>
        <a href={publicUrl ?? url}>{url}</a>
      </h2>
      <dl className={classes.facts}>
        {describeServer(server).map(({ name, value, advice }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value}
              {advice !== undefined && <p className={classes.advice}>{advice}</p>}
            </dd>
          </div>
        ))}
        <ShiftedRunners server={server} />
        <div>
          <dt>Builds</dt>
          <dd>
            {formatCount(buildsStored)} stored
            {buildsToGo > 0
              ? `, ${formatCount(buildsToGo)} to go (${share(buildsStored, total)} done)`
              : ', none to go'}
          </dd>
        </div>
        <div>
          <dt>Logs</dt>
          <dd>{logsToGo === 0 ? 'none to go' : `${formatCount(logsToGo)} to go`}</dd>
        </div>
        <div>
          <dt>Repositories</dt>
          <dd>
            {repositories === 0
              ? 'none known yet'
              : `${formatCount(repositoriesDone)} of ${formatCount(repositories)} complete`}
          </dd>
        </div>
        <div>
          <dt>Last asked</dt>
          <dd>{discoveredAt === null ? 'never with success' : formatInstant(discoveredAt, timeZone)}</dd>
        </div>
      </dl>
      <ServerTroubles server={server} timeZone={timeZone} />
      <ServerActions server={server} />
    </article>
  );
}

/** Runners whose clock was off in the last days; nothing is said of those that are right. */
function ShiftedRunners({ server: { shiftedRunners, shiftedRunnerCount } }: { server: Server }) {
  if (shiftedRunnerCount === 0) return null;
  return (
    <div>
      <dt>Runners</dt>
      <dd>
        <ul className={classes.runners}>
          {shiftedRunners.map(({ machine, offsetS, day }) => (
            <li key={machine}>
              {machine}’s clock is {formatClockOffset(offsetS)}; its times are corrected by that (
              {formatDay(day)}).
            </li>
          ))}
        </ul>
        {shiftedRunnerCount > shiftedRunners.length && (
          <p>and {formatCountOf(shiftedRunnerCount - shiftedRunners.length, 'more runner')}</p>
        )}
        <p className={classes.advice}>Let these machines follow a time server.</p>
      </dd>
    </div>
  );
}

function share(part: number, whole: number): string {
  return `${Math.floor((part / whole) * 100)}%`;
}
