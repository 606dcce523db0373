import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';

/** An answer is compressed in a way that is not known here. */
export class EncodingError extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = new.target.name;
  }
}

/** The compressed bytes of an answer are cut off or garbled. */
export class BrokenEncodingError extends EncodingError {}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Whether bytes must go through `plainBody`, asked for or not. @param start of the body */
export function isEncoded(encoding: string | undefined, start: Buffer): boolean {
  return namesOf(encoding).length > 0 || isGzip(start) || start.subarray(0, BOM.length).equals(BOM);
}

/**
 * A body without compression and byte order mark. Some proxies compress whatever was asked for, some without saying so.
 *
 * @param encoding the header content-encoding
 * @throws EncodingError; BrokenEncodingError
 */
export async function* plainBody(
  chunks: AsyncIterable<Buffer>,
  encoding: string | undefined,
): AsyncGenerator<Buffer, void> {
  let [start, rest] = await takeStart(chunks);
  const names = namesOf(encoding);
  while (names.length > 0 || isGzip(start)) {
    if (start.length === 0) return;
    const name = names.pop() ?? 'gzip';
    // Who unpacks on the way may leave the header.
    if (/^(x-)?gzip$/.test(name) && !isGzip(start)) continue;
    [start, rest] = await takeStart(unpack(decoderOf(name, start), joined(start, rest)));
  }
  if (start.subarray(0, BOM.length).equals(BOM)) start = start.subarray(BOM.length);
  yield* joined(start, rest);
}

async function* unpack(decoder: NodeJS.ReadWriteStream, source: AsyncIterable<Buffer>) {
  let failure: Error | null = null;
  const stream = pipeline(Readable.from(source, { objectMode: false }), decoder, error => {
    failure = error ?? null;
  });
  try {
    for await (const chunk of stream) yield Buffer.from(chunk);
  } catch (error) {
    const cause = failure ?? error;
    if (!isZlibError(cause)) throw cause;
    throw new BrokenEncodingError(`compressed bytes that cannot be unpacked (${cause.message})`, { cause });
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_PADDING|ERR__ERROR)/.test(String(error.code));
}

function namesOf(encoding: string | undefined): string[] {
  const names = (encoding ?? '').toLowerCase().split(',');
  return names.map(name => name.trim()).filter(name => name !== '' && name !== 'identity');
}

function decoderOf(name: string, start: Buffer): NodeJS.ReadWriteStream {
  if (name === 'gzip' || name === 'x-gzip') return zlib.createGunzip();
  if (name === 'br') return zlib.createBrotliDecompress();
  // The name means zlib's format; some servers send it without its two bytes of header.
  if (name === 'deflate') return isZlib(start) ? zlib.createInflate() : zlib.createInflateRaw();
  throw new EncodingError(`a body compressed by "${name.slice(0, 30)}", though none was asked for`);
}

function isGzip(start: Buffer): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

function isZlib(start: Buffer): boolean {
  return start.length >= 2 && ((start[0] ?? 0) & 0x0f) === 8 && start.readUInt16BE(0) % 31 === 0;
}

/** Enough bytes to see what a body is, and what comes after them. */
async function takeStart(chunks: AsyncIterable<Buffer>): Promise<[Buffer, AsyncIterator<Buffer>]> {
  const rest = chunks[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < BOM.length) {
    const next = await rest.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  return [start, rest];
}

async function* joined(start: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    if (start.length > 0) yield start;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
