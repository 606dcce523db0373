import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
/** An empty block that says that it is the last one. */
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]);
const STORED_BLOCK_HEAD_BYTES = 5;
const GZIP_TAIL_BYTES = 8;

/** One answer of a page, with status 200, of which each reader gets a copy with a nonce of their own. */
export interface KeptPage {
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** As it stands in the headers, and stood in the body. */
  nonce: string;
  /** What stands between the places of the nonce. */
  plain: readonly Buffer[];
  /** The same, each a run of whole deflate blocks that refer to nothing before them. */
  deflated: readonly Buffer[];
}

export async function keepPage(
  answer: Pick<KeptPage, 'headers'> & { body: Buffer },
  nonce: string,
): Promise<KeptPage> {
  const plain = splitAt(answer.body, Buffer.from(nonce));
  const deflated = await Promise.all(
    plain.map(piece => deflate(piece, { finishFlush: constants.Z_FULL_FLUSH })),
  );
  return { headers: answer.headers, nonce, plain, deflated };
}

export function plainBody({ plain }: KeptPage, nonce: string): Buffer {
  const between = Buffer.from(nonce);
  return Buffer.concat(plain.flatMap((piece, at) => (at === 0 ? [piece] : [between, piece])));
}

/**
 * The body as gzip (RFC 1952) without compressing it again: the nonce is a stored block between blocks that are
 * there already (RFC 1951).
 */
export function gzippedBody({ plain, deflated }: KeptPage, nonce: string): Buffer {
  const between = Buffer.from(nonce);
  const stored = Buffer.alloc(STORED_BLOCK_HEAD_BYTES);
  stored.writeUInt16LE(between.length, 1);
  stored.writeUInt16LE(~between.length & 0xffff, 3);
  const parts: Buffer[] = [GZIP_HEAD];
  let sum = 0;
  let bytes = 0;
  for (const [at, piece] of plain.entries()) {
    if (at > 0) {
      parts.push(stored, between);
      sum = crc32(between, sum);
      bytes += between.length;
    }
    const blocks = deflated[at];
    if (blocks === undefined) throw new Error(`a kept page lacks its piece ${at}`);
    parts.push(blocks);
    sum = crc32(piece, sum);
    bytes += piece.length;
  }
  const tail = Buffer.alloc(GZIP_TAIL_BYTES);
  tail.writeUInt32LE(sum, 0);
  tail.writeUInt32LE(bytes % 2 ** 32, 4);
  return Buffer.concat([...parts, LAST_BLOCK, tail]);
}

/** What it takes in memory. */
export function bytesOf({ plain, deflated }: KeptPage): number {
  return [...plain, ...deflated].reduce((sum, piece) => sum + piece.length, 0);
}

function splitAt(body: Buffer, mark: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, from)) {
    pieces.push(body.subarray(from, at));
    from = at + mark.length;
  }
  return [...pieces, body.subarray(from)];
}
