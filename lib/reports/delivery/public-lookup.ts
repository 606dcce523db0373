import dns from 'node:dns';
import net, { type LookupFunction } from 'node:net';

/** Networks that are nobody's server on the internet: RFC 6890 and what clouds answer secrets at. */
const NOT_PUBLIC_V4: ReadonlyArray<readonly [string, number]> = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const publicV6 = new net.BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
/** Within it: documentation, protocols, and addresses of version 4 in other clothes (6to4, Teredo). */
const notPublicV6 = new net.BlockList();
notPublicV6.addSubnet('2001::', 23, 'ipv6');
notPublicV6.addSubnet('2001:db8::', 32, 'ipv6');
notPublicV6.addSubnet('2002::', 16, 'ipv6');
notPublicV6.addSubnet('3fff::', 20, 'ipv6');

const notPublicV4 = new net.BlockList();
for (const [address, bits] of NOT_PUBLIC_V4) notPublicV4.addSubnet(address, bits, 'ipv4');

/** The host stands for an address of one's own network, or of the machine itself. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(
      `${host} is an address of a private network, of which nothing is asked; where that is meant, set WEBHOOK_ALLOW_PRIVATE=true`,
    );
    this.name = new.target.name;
  }
}

/** Whether an IP address is one of the internet. One of version 6 that stands for one of version 4 is none. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (net.isIPv4(bare)) return !notPublicV4.check(bare, 'ipv4');
  if (!net.isIPv6(bare)) return false;
  return publicV6.check(bare, 'ipv6') && !notPublicV6.check(bare, 'ipv6');
}

/**
 * Looks a name up for the connection itself: what was looked at is what is connected to, so that a name that means
 * something else the next moment gains nothing. One private address among others refuses them all.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(new PrivateAddressError(hostname), '', 0);
    }
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
