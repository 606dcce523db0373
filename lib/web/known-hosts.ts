import { BlockList, isIP } from 'node:net';

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

/** Addresses and networks such as `10.0.0.0/8`, by which somebody is trusted. */
export class AddressList {
  private readonly list = new BlockList();

  /** @throws RangeError when one of them is neither */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix, ...rest] = entry.split('/');
      const version = isIP(address);
      const bits = prefix === undefined ? null : Number(prefix);
      const isRight = version !== 0 && rest.length === 0 && (bits === null || /^\d{1,3}$/.test(prefix ?? ''));
      if (!isRight || (bits !== null && bits > (version === 4 ? 32 : 128))) throw new RangeError(entry);
      const family = version === 4 ? 'ipv4' : 'ipv6';
      if (bits === null) this.list.addAddress(address, family);
      else this.list.addSubnet(address, bits, family);
    }
  }

  has(address: string): boolean {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }
}
