import { homedir } from 'node:os';
import path from 'node:path';

/** How Node, npm and the programs they start reach the network, and where they find their own parts. */
const INHERITED =
  /^(PATH|TMPDIR|TEMP|TMP|SYSTEMROOT|LD_LIBRARY_PATH|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|SSL_CERT_(FILE|DIR)|(HTTPS?|ALL|NO)_PROXY|NPM_CONFIG_(REGISTRY|CA|CAFILE|PROXY|HTTPS_PROXY|NOPROXY|STRICT_SSL|USERCONFIG|GLOBALCONFIG))$/i;

/**
 * The environment for a program that must know nothing of the user: what this machine needs to run Node and npm at
 * all, and none of their settings. In an empty home npm still finds the user's registry and certificate authority.
 */
export function inheritedEnvironment(): Record<string, string> {
  const inherited: Record<string, string> = { PATH: '', TMPDIR: '/tmp' };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && INHERITED.test(name)) inherited[name] = value;
  }
  return {
    NPM_CONFIG_USERCONFIG: path.join(homedir(), '.npmrc'),
    ...inherited,
    HOME: '/nonexistent',
  };
}
