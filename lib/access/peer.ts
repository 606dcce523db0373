import { type BlockList, isIPv4, isIPv6 } from 'node:net';
import { addressList, type TrustedProxyOptions } from '@/lib/access-variables';

const lists = new WeakMap<TrustedProxyOptions, BlockList>();

/** Whether a request comes from one of the proxies that were named: by its socket, never by what it says. */
export function isTrustedPeer(proxy: TrustedProxyOptions, peer: string | null): boolean {
  if (peer === null) return false;
  const list = lists.get(proxy) ?? addressList(proxy.addresses);
  lists.set(proxy, list);
  return includesAddress(list, peer);
}

export function includesAddress(list: BlockList, peer: string): boolean {
  // IPv4 over a socket of IPv6.
  const address = peer.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  if (isIPv4(address)) return list.check(address, 'ipv4');
  return isIPv6(address) && list.check(address, 'ipv6');
}
