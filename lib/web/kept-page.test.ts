import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gzippedBody, keepPage, plainBody } from './kept-page';

const NONCE = '0123456789abcdefghijkw==';
const OTHER = 'zyxwvutsrqponmlkjihgfw==';

test('each copy has a nonce of its own wherever the first had its, plain and as gzip', async () => {
  const body = Buffer.from(
    `<script nonce="${NONCE}">1</script>${'<p>ä</p>'.repeat(9_000)}<i nonce="${NONCE}">`,
  );
  const page = await keepPage({ headers: [], body }, NONCE);
  const expected = body.toString().replaceAll(NONCE, OTHER);
  expect(plainBody(page, OTHER).toString()).toBe(expected);
  expect(gunzipSync(gzippedBody(page, OTHER)).toString()).toBe(expected);
  expect(gzippedBody(page, OTHER).length).toBeLessThan(body.length / 20);
});

test('any bytes come back as they were, however the nonce lies in them', async () => {
  const piece = fc.oneof(
    fc.constant(Buffer.from(NONCE)),
    fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)),
    fc.constant(Buffer.from(NONCE.slice(0, 7))),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async pieces => {
      const body = Buffer.concat(pieces);
      const page = await keepPage({ headers: [], body }, NONCE);
      expect(plainBody(page, NONCE).equals(body)).toBe(true);
      expect(gunzipSync(gzippedBody(page, NONCE)).equals(body)).toBe(true);
    }),
  );
});

test('what cannot be compressed, and is longer than one deflate block, comes back too', async () => {
  const body = Buffer.concat([randomBytes(300_000), Buffer.from(NONCE), randomBytes(70_000)]);
  const page = await keepPage({ headers: [], body }, NONCE);
  expect(gunzipSync(gzippedBody(page, NONCE)).equals(body)).toBe(true);
});
