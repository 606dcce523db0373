import { constants, createGzip, type Gzip } from 'node:zlib';
import { HeldResponse } from './held-response';

/** Longer ones are sent and not kept. */
const MAX_BODY_BYTES = 8_000_000;
const COMPRESSED = /^text\/(html|x-component)\b/;
/** Of this connection or this copy, not of the page. */
const NOT_KEPT = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/** With status 200. */
export interface RecordedAnswer {
  headers: Array<[name: string, value: string]>;
  body: Buffer;
}

/** Broken off: whoever asked has gone before its end. */
export type Recorded<Answer> = Answer | 'not to be kept' | 'broken off';

/** A response that remembers what a page wrote, and compresses it on its way. */
export class RecordedResponse extends HeldResponse {
  #chunks: Buffer[] | null = null;
  #bytes = 0;
  #gzip: Gzip | null = null;
  #acceptsGzip = false;
  #status: number | null = null;

  /** Resolves when all is sent, or whoever asked has gone before. */
  record({ acceptsGzip }: { acceptsGzip: boolean }): Promise<Recorded<RecordedAnswer>> {
    this.#chunks = [];
    this.#acceptsGzip = acceptsGzip;
    return new Promise(resolve => {
      this.once('finish', () => resolve(this.#recorded()));
      this.once('close', () => {
        this.#gzip?.destroy();
        resolve('broken off');
      });
    });
  }

  /** Whatever the page says itself. */
  fixStatus(status: number): void {
    this.#status = status;
  }

  override writeHead(...args: unknown[]): this {
    if (this.#acceptsGzip && this.#chunks !== null && this.#gzip === null) this.#compress();
    const [status, ...rest] = args;
    return Reflect.apply(super.writeHead, this, [this.#status ?? status, ...rest]);
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    if (this.#chunks === null) return Reflect.apply(super.write, this, [chunk, ...rest]);
    if (!this.isBegun) this.writeHead(this.statusCode);
    const bytes = this.#keep(chunk, rest[0]);
    const done = rest.find(value => typeof value === 'function');
    return Reflect.apply(this.#gzip === null ? super.write : this.#gzip.write, this.#gzip ?? this, [
      bytes,
      ...(done === undefined ? [] : [done]),
    ]);
  }

  override end(...args: unknown[]): this {
    const [chunk] = args;
    if (this.#chunks === null) return Reflect.apply(super.end, this, args);
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') this.write(chunk, args[1]);
    const done = args.filter(value => typeof value === 'function');
    if (this.#gzip === null) return Reflect.apply(super.end, this, done);
    for (const each of done) this.once('finish', () => Reflect.apply(each, this, []));
    this.#gzip.end();
    return this;
  }

  /** Called by Next.js after each part that the browser can show already. */
  flush(): void {
    this.#gzip?.flush(constants.Z_SYNC_FLUSH);
  }

  #compress(): void {
    if (!COMPRESSED.test(String(this.getHeader('content-type') ?? ''))) {
      this.#acceptsGzip = false;
      return;
    }
    const gzip = createGzip();
    this.#gzip = gzip;
    this.removeHeader('content-length');
    this.setHeader('Content-Encoding', 'gzip');
    this.appendHeader('Vary', 'Accept-Encoding');
    gzip.on('data', (chunk: Buffer) => {
      if (super.write(chunk)) return;
      gzip.pause();
      this.once('drain', () => gzip.resume());
    });
    gzip.on('drain', () => this.emit('drain'));
    gzip.on('end', () => super.end());
  }

  #keep(chunk: unknown, encoding: unknown): Buffer {
    const bytes = toBuffer(chunk, encoding);
    this.#bytes += bytes.length;
    if (this.#bytes <= MAX_BODY_BYTES) this.#chunks?.push(bytes);
    return bytes;
  }

  #recorded(): RecordedAnswer | 'not to be kept' {
    const isPage = COMPRESSED.test(String(this.getHeader('content-type') ?? ''));
    if ((this.#status ?? this.statusCode) !== 200 || !isPage || this.hasHeader('set-cookie'))
      return 'not to be kept';
    if (this.#chunks === null || this.#bytes > MAX_BODY_BYTES) return 'not to be kept';
    const headers = Object.entries(this.getHeaders())
      .filter(([name]) => !NOT_KEPT.has(name))
      .map(([name, value]): [string, string] => [name, String(value)]);
    return { headers, body: Buffer.concat(this.#chunks) };
  }
}

function toBuffer(chunk: unknown, encoding: unknown): Buffer {
  if (typeof chunk === 'string') {
    return Buffer.from(
      chunk,
      typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8',
    );
  }
  if (chunk instanceof Uint8Array) return Buffer.from(chunk);
  throw new TypeError('a response is text or bytes');
}
