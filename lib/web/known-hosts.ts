import { isIP } from 'node:net';

/**
 * Whether a request is meant for us. A page of another site can have its name lead to our address, and would read what we
 * answer; it cannot choose the name under which it asks. Addresses in numbers are nobody's name, and localhost is ours.
 *
 * @param host as the header Host has it, with a port or without
 * @param allowed names that lead to us; with a port only that one
 */
export function isKnownHost(host: string, allowed: readonly string[]): boolean {
  const name = hostnameOf(host);
  if (name === null) return false;
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return allowed.some(known => {
    const text = known.toLowerCase();
    return text === name || text === host.toLowerCase();
  });
}

function hostnameOf(host: string): string | null {
  const address = `http://${host}`;
  return URL.canParse(address) ? new URL(address).hostname : null;
}
