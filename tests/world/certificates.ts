import { readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '../fixtures/certificates');

/**
 * The certificate that a server shows: `server` is for localhost, 127.0.0.1 and drone.corp.invalid and vouched for by
 * `authority`, `self-signed` vouches for itself.
 */
export type ServerCertificate = 'server' | 'self-signed';

/** The file of a certificate. */
export function certificateFile(name: ServerCertificate | 'authority'): string {
  return path.join(FOLDER, `${name}.pem`);
}

/** What `https.createServer` needs to show it. */
export function shownCertificate(name: ServerCertificate = 'server'): { cert: Buffer; key: Buffer } {
  return {
    cert: readFileSync(certificateFile(name)),
    key: readFileSync(path.join(FOLDER, `${name}-key.pem`)),
  };
}
