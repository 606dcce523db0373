import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findOperatingUser, mayReach, type OperatingUser } from './operating-user';

/** Where root keeps what the user that runs the server could not reach in the project's folder. */
const SYSTEM_DIR = '/var/lib/buildhours';

/** All that the embedded server keeps on disk. */
export interface ServerPaths {
  user: OperatingUser;
  /** As asked for. */
  dataDir: string;
  /** Holds everything below; differs from the data folder where the server could not reach that. */
  root: string;
  cluster: string;
  /** A cluster that is being made. */
  newCluster: string;
  password: string;
  log: string;
  /** Held while a server is being started or stopped. */
  lock: string;
  /** The named pipe that everyone who uses the server holds open. */
  hold: string;
  /** Where the programs are copied to when they cannot run where they were installed. */
  programsCopyRoot: string;
}

export function serverPaths(dataDir: string): ServerPaths {
  const wanted = path.resolve(dataDir);
  const wantedCluster = path.join(wanted, 'postgres');
  const userThere = findOperatingUser(wantedCluster);
  // What lies there already stays there: a second, empty database elsewhere would look like a loss.
  const stays = mayReach(userThere, wanted) || existsSync(wantedCluster);
  const root = stays ? wanted : path.join(SYSTEM_DIR, nameOf(wanted));
  const user = stays ? userThere : findOperatingUser(path.join(root, 'postgres'));
  return {
    user,
    dataDir: wanted,
    root,
    cluster: path.join(root, 'postgres'),
    newCluster: path.join(root, 'postgres.new'),
    password: path.join(root, 'postgres.password'),
    log: path.join(root, 'postgres.log'),
    lock: path.join(root, 'postgres.lock'),
    hold: path.join(root, 'postgres.hold'),
    programsCopyRoot: user === null ? root : SYSTEM_DIR,
  };
}

/** Whether a cluster was made here before. */
export function hasCluster(paths: ServerPaths): boolean {
  return existsSync(path.join(paths.cluster, 'PG_VERSION'));
}

/** Two projects on one machine must not share a database, so the name tells their paths apart. */
function nameOf(dir: string): string {
  return `data-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;
}
