import { type AskedRequest, CiUnreachableError, type UnreachableReason } from '@/lib/ci/ci-errors';
import { ProxyUnreachableError, TunnelRefusedError, timedOutError } from '../proxy-tunnel';

/** The way to the server, as far as words about it need it. */
interface Way {
  proxy: URL | null;
  timeoutMs: number;
}

const REASONS: Record<string, UnreachableReason> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'dropped',
  EPIPE: 'dropped',
  UND_ERR_SOCKET: 'dropped',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'dropped',
  EPROTO: 'tls',
};

const ADVICE: Record<UnreachableReason, string> = {
  dns: 'the name of the server is not known here; check the address, and whether this network leads out through a proxy only (HTTPS_PROXY, HTTP_PROXY)',
  refused: 'nothing listens there; check host and port, and that Drone is running',
  timeout:
    'the server, or something on the way to it, is too slow or silent; if this network leads out through a proxy only, name it by HTTPS_PROXY or HTTP_PROXY',
  dropped: 'the connection was dropped; look at the server or the proxy in front of it',
  tls: 'no safe connection could be made; check http or https in the address',
  scheme: 'check http or https in the address',
  proxy: 'look at the proxy',
  network: 'check the address and the network',
};

/** The same of a proxy, which has an address of its own. */
const PROXY_ADVICE: Partial<Record<UnreachableReason, string>> = {
  dns: 'its name is not known here',
  refused: 'nothing listens there',
  timeout: 'it is too slow or silent',
  dropped: 'it dropped the connection',
  tls: 'no safe connection to it could be made; most proxies are spoken to by http://, also for https servers',
};

const OWN_CA =
  "save the certificate of the authority (a company's, or that of a proxy that opens TLS) as a PEM file and name that file in DRONE_CA_FILE";

/** What is wrong with a certificate, by the code that Node gives it. */
const CERTIFICATES: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'the certificate of the server is self-signed, so nobody vouches for it; if it is the right one, save it as a PEM file and name that file in DRONE_CA_FILE',
  SELF_SIGNED_CERT_IN_CHAIN: `the certificate of the server is signed by an authority of its own that is not known here; ${OWN_CA}`,
  UNABLE_TO_GET_ISSUER_CERT: `the certificate of the server is signed by an authority that is not known here; ${OWN_CA}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `the certificate of the server is signed by an authority that is not known here; ${OWN_CA}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `the certificate of the server is signed by an authority that is not known here, or the server leaves out certificates in between; ${OWN_CA}`,
  CERT_HAS_EXPIRED:
    'the certificate of the server has expired: renew it there, and check the clock of this machine',
  CERT_NOT_YET_VALID: 'the certificate of the server is not valid yet: check the clock of this machine',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'the certificate of the server is for another name: use one that it is for in the address',
};

/** Says in words why no answer came, from an error of Node or undici. */
export function failedConnectionError(
  asked: AskedRequest,
  error: Error & { code?: unknown },
  { proxy }: Pick<Way, 'proxy'>,
): CiUnreachableError {
  if (error instanceof TunnelRefusedError) return proxyRefusalError(asked, { ...error, proxy });
  const code = String(error.code);
  const isSelf = error instanceof ProxyUnreachableError || (proxy !== null && asked.url.startsWith('http:'));
  const certificate = CERTIFICATES[code];
  const usual = isCutOff(error) ? 'dropped' : (REASONS[code] ?? 'network');
  const detail = `(${error.message.trim()})`;
  const failed = (reason: UnreachableReason, what: string) =>
    new CiUnreachableError(asked, reason, `${what} ${detail}`, { cause: error });
  if (isSelf && proxy !== null) {
    const reason = certificate !== undefined || isNoTls(error) ? 'tls' : usual;
    const what = certificate?.replaceAll('of the server', 'of the proxy') ?? PROXY_ADVICE[reason];
    const advice = `${what ?? 'it could not be asked'}; check HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or name the server in NO_PROXY`;
    return failed(reason, `the proxy ${nameOf(proxy)} cannot be used: ${advice}`);
  }
  if (certificate !== undefined) return failed('tls', certificate);
  if (asked.url.startsWith('https:') && isNoTls(error)) {
    const httpOrigin = new URL(asked.url).host;
    const what = `the server does not speak https at this port, so http is meant or another port: use http://${httpOrigin} if that is where Drone is`;
    return failed('scheme', what);
  }
  if (asked.url.startsWith('http:') && isTlsAnswer(error)) return httpsMeantError(asked, error);
  return failed(usual, ADVICE[usual]);
}

/** Nothing came in time. */
export function silenceError(asked: AskedRequest, { proxy, timeoutMs }: Way): CiUnreachableError {
  const error = timedOutError(timeoutMs);
  const way = proxy === null ? '' : ` (through the proxy ${nameOf(proxy)})`;
  return new CiUnreachableError(asked, 'timeout', `${ADVICE.timeout}${way} (${error.message})`, {
    cause: error,
  });
}

/** http was spoken to a port that speaks https. */
export function httpsMeantError(asked: AskedRequest, cause?: Error): CiUnreachableError {
  const { host } = new URL(asked.url);
  const what = `the server speaks https at this port, and the address says http: use https://${host}`;
  return new CiUnreachableError(asked, 'scheme', what, { cause });
}

/** @param proxy null where it is not one that we were told of */
export function proxyRefusalError(
  asked: AskedRequest,
  {
    status,
    said,
    logins,
    proxy,
  }: { status: number; said: string | null; logins: string | null; proxy: URL | null },
): CiUnreachableError {
  const who = proxy === null ? 'a proxy on the way' : `the proxy ${nameOf(proxy)}`;
  const answered = `${who} answered ${status}${said === null ? '' : ` "${said}"`}, not Drone`;
  const reason = status >= 500 ? 'dropped' : 'proxy';
  return new CiUnreachableError(asked, reason, `${answered}: ${refusalAdvice(status, logins, proxy)}`);
}

/** Ways of logging in to a proxy that are not spoken, as `Proxy-Authenticate` names them. */
const OTHER_LOGINS = /(?:^|[\s,])(NTLM|Negotiate|Kerberos|Digest|Bearer)(?=[\s,]|$)/gi;

function refusalAdvice(status: number, logins: string | null, proxy: URL | null): string {
  if (status === 407) {
    const others = [...new Set([...(logins ?? '').matchAll(OTHER_LOGINS)].map(([, way]) => way))];
    if (others.length > 0 && !/(?:^|[\s,])Basic(?=[\s,]|$)/i.test(logins ?? '')) {
      return (
        `it wants a login by ${others.join(' or ')}, and only Basic (a name and password in its address) is spoken: run a proxy ` +
        'on this machine that logs in there, such as cntlm or px, and name that one, as in HTTPS_PROXY=http://127.0.0.1:3128, ' +
        'or name the server in NO_PROXY'
      );
    }
    return proxy !== null && proxy.username !== ''
      ? 'it does not take the name and password in its address; check both (a special character is written as %40 and the like)'
      : 'it wants a name and password: put them into its address, as in HTTPS_PROXY=http://user:password@proxy.example.com:3128';
  }
  if (status >= 500)
    return 'it could not reach the server; check the address, or name the server in NO_PROXY';
  return 'it does not let us through to the server; let it be allowed there, or name the server in NO_PROXY';
}

/** Without name and password. */
function nameOf({ origin }: URL): string {
  return origin;
}

/** What OpenSSL says when what answers is not TLS. */
function isNoTls({ message }: Error): boolean {
  return /wrong version number|packet length too long|http request|unknown protocol|record overflow|unexpected message/i.test(
    message,
  );
}

/** What the parser of undici refuses has no code, only words. */
function isCutOff({ message }: Error): boolean {
  return message.includes('Invalid EOF state');
}

/** A record of TLS, an alert above all, where HTTP was expected. */
function isTlsAnswer(error: Error): boolean {
  const came = 'data' in error && typeof error.data === 'string' ? error.data : '';
  return [0x15, 0x16].includes(came.charCodeAt(0)) && came.charCodeAt(1) === 0x03;
}
