import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { CiHookError } from '@/lib/ci/ci-errors';
import { HOOK_DATE_MS, type HookMessage, type ReadHook } from '@/lib/ci/ci-server';
import { buildNumber, int64 } from './wire';

/** What a message is read for; of its rest nothing is. */
const hookWire = z.object({
  event: z.string().optional(),
  repo: z.object({ id: int64.positive(), slug: z.string().min(1).max(800) }).nullish(),
  build: z.object({ number: buildNumber }).nullish(),
});

/**
 * Reads a message of Drone's global webhook: `Signature` holds an HMAC-SHA256 of the lines `date: …` and `digest: …`,
 * `Digest` a SHA-256 of the body. All three are compared, in a time that tells nothing.
 *
 * @throws CiHookError
 */
export function readDroneHook(message: HookMessage, secret: string, now: Date): ReadHook {
  const signature = readSignature(message, secret, now);
  const parsed = hookWire.safeParse(toJson(message.body));
  if (!parsed.success) throw new CiHookError('unreadable', 'the body is no message of a webhook of Drone');
  const { event, repo, build } = parsed.data;
  if (!isOneOf(event ?? message.header('x-drone-event')) || repo == null) return { signature, hint: null };
  return {
    signature,
    hint: { repo: { externalId: repo.id, slug: repo.slug }, build: build?.number ?? null },
  };
}

/** Builds only: repositories are listed often enough, and users are not read. */
function isOneOf(event: string | null): boolean {
  return event === 'build';
}

/** The signature, as everybody who may send this writes it. @throws CiHookError */
function readSignature({ header, body }: HookMessage, secret: string, now: Date): string {
  const [written, date, digest] = [header('signature'), header('date'), header('digest')];
  if (written === null || date === null || digest === null) {
    throw new CiHookError(
      'unsigned',
      'the headers Signature, Date and Digest are needed, as Drone sends them',
    );
  }
  const fields = signatureFields(written);
  if (fields.get('keyId') !== 'hmac-key' || fields.get('algorithm') !== 'hmac-sha256') {
    throw new CiHookError(
      'unsigned',
      'the header Signature is not one of keyId="hmac-key", algorithm="hmac-sha256"',
    );
  }
  if (fields.get('headers') !== 'date digest') {
    throw new CiHookError('unsigned', 'the header Signature must be of the headers date and digest');
  }
  const expected = createHmac('sha256', secret).update(`date: ${date}\ndigest: ${digest}`).digest();
  if (!isSame(Buffer.from(fields.get('signature') ?? '', 'base64'), expected)) {
    throw new CiHookError(
      'unsigned',
      'the signature is not right: is the secret the one of DRONE_WEBHOOK_SECRET?',
    );
  }
  const bodyDigest = createHash('sha256').update(body).digest();
  const [, sent = ''] = /^SHA-256=(.+)$/i.exec(digest) ?? [];
  if (!isSame(Buffer.from(sent, 'base64'), bodyDigest)) {
    throw new CiHookError('unsigned', 'the body is not the one that was signed');
  }
  const skewMs = Math.abs(Date.parse(date) - now.getTime());
  if (!(skewMs <= HOOK_DATE_MS)) {
    throw new CiHookError('unsigned', `it was signed at ${date.slice(0, 40)}, more than 5 minutes from now`);
  }
  return expected.toString('base64');
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** `keyId="hmac-key",algorithm="hmac-sha256",…` */
function signatureFields(header: string): Map<string, string> {
  return new Map(
    [...header.slice(0, 1000).matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function toJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}
