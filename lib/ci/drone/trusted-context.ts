import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls, { type SecureContext } from 'node:tls';
import { CiOptionsError } from '@/lib/ci/ci-errors';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Trusts the certificates of a PEM file beside those that are trusted anyway.
 *
 * @throws CiOptionsError when the file cannot be read, or holds no certificates
 */
export function trustedContext(caFile: string): SecureContext {
  const certificates = readCertificates(caFile);
  return tls.createSecureContext({ ca: [...defaultAuthorities(), ...certificates] });
}

function readCertificates(file: string): string[] {
  const text = readText(file);
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    throw new CiOptionsError(
      `the file of certificate authorities ${file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----); "openssl x509 -inform der -in FILE" prints one of a .cer or .der file`,
    );
  }
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw new CiOptionsError(
        `certificate ${index + 1} in the file of certificate authorities ${file} is damaged: ${messageOf(cause)}`,
      );
    }
  }
  return certificates;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CiOptionsError(`the file of certificate authorities cannot be read: ${messageOf(cause)}`);
  }
}

/** Naming authorities replaces those of Node: its own, and those of NODE_EXTRA_CA_CERTS and the system where told so. */
function defaultAuthorities(): readonly string[] {
  // Node 22.15 and newer tell which they are.
  if ('getCACertificates' in tls && typeof tls.getCACertificates === 'function') {
    const all: unknown = tls.getCACertificates('default');
    if (Array.isArray(all)) return all.filter(one => typeof one === 'string');
  }
  const extra = process.env.NODE_EXTRA_CA_CERTS ?? '';
  return [...tls.rootCertificates, ...(extra === '' ? [] : readCertificates(extra))];
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
