import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSetupError } from '../database-setup-error';

/** Who runs the server; null: we ourselves. Postgres refuses root, and needs a user that has a name. */
export type OperatingUser = { uid: number; gid: number; name: string } | null;

/**
 * An ordinary user runs the server itself. Root hands it to the owner of the data that is already there,
 * else to `postgres`, else to `nobody`.
 */
export function findOperatingUser(clusterDir: string): OperatingUser {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map(parseUser);
  const owner = existsSync(clusterDir) ? statSync(clusterDir).uid : null;
  const wanted = (user: OperatingUser) =>
    owner === null || owner === 0 ? false : user !== null && user.uid === owner;
  const found =
    users.find(wanted) ??
    users.find(user => user?.name === 'postgres') ??
    users.find(user => user?.name === 'nobody');
  if (found) return found;
  throw new DatabaseSetupError(
    'Postgres does not run as root, and this system has no user "postgres" or "nobody": ' +
      'start Buildhours as an ordinary user, or set DATABASE_URL to a Postgres of yours',
  );
}

function parseUser(line: string): OperatingUser {
  const [name = '', , uid = '', gid = ''] = line.split(':');
  return name !== '' && Number(uid) > 0 ? { name, uid: Number(uid), gid: Number(gid) } : null;
}

/** Whether that user may pass through every folder on the way to `dir`; of ourselves we know it. */
export function mayReach(user: OperatingUser, dir: string): boolean {
  if (user === null) return true;
  for (let at = path.resolve(dir); at !== path.dirname(at); at = path.dirname(at)) {
    if (existsSync(at) && !mayPass(user, at)) return false;
  }
  return true;
}

function mayPass(user: { uid: number; gid: number }, dir: string): boolean {
  const { mode, uid, gid } = statSync(dir);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** The ids as `spawn` takes them. */
export function spawnIds(user: OperatingUser): { uid?: number; gid?: number } {
  return user === null ? {} : { uid: user.uid, gid: user.gid };
}
