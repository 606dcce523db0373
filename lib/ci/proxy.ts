import net from 'node:net';
import { CiOptionsError } from './ci-errors';
import { bareHost, DEFAULT_PORTS } from './peer';

/** Which way leads to a server, and what says so. */
export interface ProxyChoice {
  /** With the name and password that the proxy wants, if any; null: the server is asked directly. */
  proxy: URL | null;
  /** In words, as in "HTTPS_PROXY says so"; null where no variable names a proxy. */
  reason: string | null;
}

type Variables = Record<string, string | undefined>;

/**
 * Reads HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as curl and Go do: lower case first, no scheme means http, and
 * this machine itself is never asked through a proxy.
 *
 * @throws CiOptionsError when the proxy is none that can be used; its address may hold a password and is not repeated
 */
export function chooseProxy(server: URL, variables: Variables): ProxyChoice {
  const own = server.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const named = firstSet(variables, own) ?? firstSet(variables, 'all_proxy');
  if (named === null) return { proxy: null, reason: null };
  if (isLoopback(nameOf(server)))
    return { proxy: null, reason: `${named.name} is set, but the server is on this machine` };
  const exception = firstSet(variables, 'no_proxy');
  const entry = exception === null ? null : findEntry(exception.value, server);
  if (exception !== null && entry !== null)
    return { proxy: null, reason: `${named.name} is set, but ${exception.name} has "${entry}"` };
  return { proxy: parseProxy(named), reason: `${named.name} says so` };
}

interface SetVariable {
  name: string;
  value: string;
}

function firstSet(variables: Variables, name: string): SetVariable | null {
  for (const spelt of [name, name.toUpperCase()]) {
    const value = variables[spelt]?.trim() ?? '';
    if (value !== '') return { name: spelt, value };
  }
  return null;
}

function parseProxy({ name, value }: SetVariable): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const example =
    'it must look like http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128';
  if (!URL.canParse(text)) throw new CiOptionsError(`${name} is not the address of a proxy: ${example}`);
  const url = new URL(text);
  if (DEFAULT_PORTS[url.protocol] === undefined) {
    const isSocks = /^socks\d?[a-z]?:$/i.test(url.protocol);
    const advice = isSocks
      ? 'most SOCKS proxies have a port for HTTP too (Tor: HTTPTunnelPort), and before others one that passes HTTP on can be ' +
        `run on this machine, such as privoxy (forward-socks5). Name that in ${name}, as in http://127.0.0.1:8118, or the server in NO_PROXY`
      : 'name one of those, or the server in NO_PROXY';
    throw new CiOptionsError(
      `${name} names a ${isSocks ? 'SOCKS proxy' : 'proxy'} (${url.protocol}//), and only http:// and https:// proxies are spoken to: ${advice}`,
    );
  }
  for (const part of [url.username, url.password]) {
    if (!isDecodable(part))
      throw new CiOptionsError(
        `${name} has a name or password with a % that must be written %25: ${example}`,
      );
  }
  return url;
}

/** Whether each % of a part of an address begins an escape. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false; // The one error there is: a % that begins no escape.
  }
}

/** @returns the entry of NO_PROXY that is about the server */
function findEntry(list: string, server: URL): string | null {
  const host = nameOf(server);
  const port = Number(server.port) || DEFAULT_PORTS[server.protocol];
  const entries = list.split(/[,;\s]+/).filter(entry => entry !== '');
  return entries.find(entry => isAbout(entry.toLowerCase(), host, port)) ?? null;
}

/** A name stands for itself and all below it; a port, where there is one, must be that of the server. */
function isAbout(entry: string, host: string, port: number | undefined): boolean {
  if (entry === '*') return true;
  const inBrackets = /^\[([^\]]+)\](?::(\d+))?$/.exec(entry);
  const withPort = inBrackets ?? (net.isIPv6(entry) ? null : /^([^:]+):(\d+)$/.exec(entry));
  if (withPort?.[2] !== undefined && Number(withPort[2]) !== port) return false;
  const name = (withPort?.[1] ?? entry).replace(/^\*?\./, '').replace(/\.$/, '');
  const family = familyOf(host);
  if (family === null) return host === name || host.endsWith(`.${name}`);
  const [address = '', bits] = name.split('/');
  if (familyOf(address) !== family) return false;
  const block = new net.BlockList();
  const longest = family === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > longest) return false;
  block.addSubnet(address, prefix, family);
  return block.check(host, family);
}

function familyOf(host: string): 'ipv4' | 'ipv6' | null {
  if (net.isIPv4(host)) return 'ipv4';
  return net.isIPv6(host) ? 'ipv6' : null;
}

function nameOf(server: URL): string {
  return bareHost(server).replace(/\.$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\./.test(host);
}
