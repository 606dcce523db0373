import { type AskedRequest, DroneUnreachableError, type UnreachableReason } from './drone-errors';

const REASONS: Record<string, UnreachableReason> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'dropped',
  EPIPE: 'dropped',
  EPROTO: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
};

const ADVICE: Record<UnreachableReason, string> = {
  dns: 'the name of the server is not known here; check the address',
  refused: 'nothing listens there; check host and port, and that Drone is running',
  timeout: 'the server, or something on the way to it, is too slow or silent',
  dropped: 'the connection was dropped; look at the server or the proxy in front of it',
  tls: 'no safe connection could be made; check http or https in the address, and name a company certificate authority by NODE_EXTRA_CA_CERTS',
  network: 'check the address and the network',
};

/** Says in words why no answer came, from a network error of Node. */
export function unreachableError(
  asked: AskedRequest,
  error: { code?: unknown; message: string },
): DroneUnreachableError {
  const reason = REASONS[String(error.code)] ?? 'network';
  return new DroneUnreachableError(asked, reason, `${ADVICE[reason]} (${error.message})`, { cause: error });
}
