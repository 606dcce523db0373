import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { PlainError } from './plain-error.mjs';
import { PROJECT_DIR } from './project-dir.mjs';

/** Finds out before anything takes its time whether the web address can be had; wrong values are read later. */
export async function checkPort() {
  const file = path.join(PROJECT_DIR, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const host = process.env.HOST?.trim() || '127.0.0.1';
  const port = Number(process.env.PORT?.trim() || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return;
  const code = await tryToListen(host, port);
  if (code === null) return;
  const advice = {
    EADDRINUSE: `port ${port} on ${host} is taken: stop the other program or set PORT`,
    EACCES: `port ${port} on ${host} may not be used by this user: set PORT to a number above 1023`,
    EADDRNOTAVAIL: `${host} is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for all its addresses`,
    ENOTFOUND: `${host} is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for all its addresses`,
  }[code];
  throw new PlainError(advice ?? `port ${port} on ${host} cannot be used (${code}): set HOST and PORT`);
}

function tryToListen(host, port) {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', error => resolve(error.code));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
