'use client';

import { formatCount, formatCountOf, formatInstant } from '@/lib/format';
import type { ServersState } from '@/lib/operations/query';
import classes from './servers.module.css';

type Server = ServersState['servers'][number];
type Item = Server['troubledItems'][number];

/** Errors say themselves what was asked, what came and what to do. */
export function ServerTroubles({ server, timeZone }: { server: Server; timeZone: string }) {
  const { lastError, lastErrorAt, troubledCount, troubledItemCount, doubleOf } = server;
  const isWell = lastError === null && troubledCount === 0 && troubledItemCount === 0 && doubleOf === null;
  if (isWell) return null;
  return (
    <div className={classes.troubles}>
      {doubleOf !== null && (
        <p>
          <strong>The same builds are stored of {doubleOf}:</strong> the two look like one server under two
          addresses, and each of its builds counts twice. Remove the one that no poller reads.
        </p>
      )}
      {lastError !== null && (
        <p>
          <strong>Last error{lastErrorAt !== null && `, ${formatInstant(lastErrorAt, timeZone)}`}:</strong>{' '}
          {lastError}
        </p>
      )}
      <TroubledRepositories server={server} timeZone={timeZone} />
      <TroubledItems server={server} timeZone={timeZone} />
      {(lastError !== null || troubledCount > 0) && (
        <p>
          <code>npx buildhours doctor</code> checks address, token, rights and database, and says in words
          what is wrong.
        </p>
      )}
    </div>
  );
}

function TroubledRepositories({ server, timeZone }: { server: Server; timeZone: string }) {
  const { troubled, troubledCount } = server;
  if (troubledCount === 0) return null;
  return (
    <>
      <p>
        <strong>{formatCountOf(troubledCount, 'repository', 'repositories')} could not be read;</strong> what
        is stored stays, and it is tried again:
      </p>
      <ul>
        {troubled.map(({ repository, error, at, failedTurns }) => (
          <li key={repository}>
            {repository}
            {at !== null && `, ${formatInstant(at, timeZone)}`}
            {failedTurns > 1 && `, ${formatCount(failedTurns)} times in a row`}: {error}
          </li>
        ))}
        <More count={troubledCount - troubled.length} />
      </ul>
    </>
  );
}

/** Each cost itself alone: all else was imported. */
function TroubledItems({ server, timeZone }: { server: Server; timeZone: string }) {
  const { troubledItems, troubledItemCount } = server;
  if (troubledItemCount === 0) return null;
  return (
    <>
      <p>
        <strong>{formatCountOf(troubledItemCount, 'item')} left out</strong> of the import, which went on
        without:
      </p>
      <ul>
        {troubledItems.map(item => (
          <li key={`${item.kind} ${item.repository} ${item.number} ${item.step} ${item.error}`}>
            {nameOf(item)}: {item.error} ({nextTry(item, timeZone)})
          </li>
        ))}
        <More count={troubledItemCount - troubledItems.length} />
      </ul>
    </>
  );
}

function nameOf({ kind, repository, number, step }: Item): string {
  if (kind === 'repository') return repository;
  if (kind === 'list') return `${repository}, list of builds`;
  return `${repository} #${number}${kind === 'log' ? `, log of step ${step ?? 'unknown'}` : ''}`;
}

function nextTry({ kind, attempts, nextAt }: Item, timeZone: string): string {
  if (nextAt === null)
    return kind === 'log' ? 'given up after several tries' : 'looked at again with each list';
  const tries = attempts === null || attempts === 0 ? '' : `tried ${formatCountOf(attempts, 'time')}, `;
  return `${tries}again ${formatInstant(nextAt, timeZone)}`;
}

function More({ count }: { count: number }) {
  return count > 0 && <li>and {formatCount(count)} more</li>;
}
