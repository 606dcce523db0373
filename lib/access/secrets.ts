import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const [NONCE_BYTES, TAG_BYTES] = [12, 16];
/** So that people and scanners of secrets know what they see. */
const API_TOKEN_START = 'buildhours_';

/** 256 random bits: what a browser holds of its session. */
export function newSessionSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** 256 random bits, by which a program comes in. */
export function newApiToken(): string {
  return API_TOKEN_START + randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * What is stored of a secret, and looked for. SHA-256 is enough, since nobody can go through 2²⁵⁶ secrets; how long a
 * look-up takes tells only of hashes, from which no secret follows.
 */
export function hashOf(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

/** Encrypts by a key that follows from a secret that is not stored: who reads the database alone reads nothing. */
export function seal(text: string, secret: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
}

/** @throws Error when it was sealed by another secret, or changed since */
export function unseal(sealed: Uint8Array, secret: string): string {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
  return Buffer.concat(text).toString('utf8');
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'buildhours: token of a CI server', SECRET_BYTES));
}
