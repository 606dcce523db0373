/** A list that ends before its end, holds something that is no JSON, or is no list. */
export class BrokenListError extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = new.target.name;
  }
}

/** A repository takes about 1 kB, with its newest build some more. */
const LONGEST_ENTRY_BYTES = 4 * 1024 * 1024;

const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  opening: 0x5b,
  backslash: 0x5c,
  closing: 0x5d,
  open: 0x7b,
  close: 0x7d,
};

/**
 * The entries of a JSON list while it comes in, each parsed by itself: however long the list, one entry is held. The
 * word null is an empty list.
 *
 * @throws BrokenListError
 */
export async function* listEntries(chunks: AsyncIterable<Buffer>): AsyncGenerator<unknown[], void> {
  const splitter = new EntrySplitter();
  for await (const chunk of chunks) {
    const entries = splitter.push(chunk);
    if (entries.length > 0) yield entries;
  }
  splitter.end();
}

/** Follows brackets and strings byte by byte; in UTF-8 no other character holds one of theirs. */
class EntrySplitter {
  private state: 'before' | 'inside' | 'after' = 'before';
  private head = '';
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;

  push(chunk: Buffer): unknown[] {
    const entries: unknown[] = [];
    let from = this.state === 'inside' ? 0 : this.begin(chunk);
    if (this.state !== 'inside') return entries;
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BYTE.backslash) this.escaped = true;
        else if (byte === BYTE.quote) this.inString = false;
        continue;
      }
      if (byte === BYTE.quote) this.inString = true;
      else if (byte === BYTE.open || byte === BYTE.opening) this.depth += 1;
      else if (byte === BYTE.close || byte === BYTE.closing) {
        if (this.depth > 0) {
          this.depth -= 1;
          continue;
        }
        this.take(chunk.subarray(from, at), entries);
        this.state = 'after';
        return entries;
      } else if (byte === BYTE.comma && this.depth === 0) {
        this.take(chunk.subarray(from, at), entries);
        from = at + 1;
      }
    }
    this.keep(chunk.subarray(from));
    return entries;
  }

  end(): void {
    if (this.state === 'after' || this.head.trim() === 'null') return;
    throw new BrokenListError(
      this.state === 'inside' ? 'a list that is cut off' : 'something that is no list of JSON',
    );
  }

  /** @returns where the first entry begins, once the list has */
  private begin(chunk: Buffer): number {
    if (this.state === 'after') return chunk.length;
    const text = chunk.toString('latin1');
    const opening = text.indexOf('[');
    this.head += opening === -1 ? text : text.slice(0, opening);
    if (this.head.trim() !== '' && !'null'.startsWith(this.head.trim()))
      throw new BrokenListError('something that is no list of JSON');
    if (opening !== -1) this.state = 'inside';
    return opening + 1;
  }

  private keep(piece: Buffer): void {
    this.keptBytes += piece.length;
    if (this.keptBytes > LONGEST_ENTRY_BYTES)
      throw new BrokenListError(`an entry of more than ${LONGEST_ENTRY_BYTES / 1024 / 1024} MB`);
    this.kept.push(piece);
  }

  private take(piece: Buffer, entries: unknown[]): void {
    this.keep(piece);
    const text = Buffer.concat(this.kept).toString('utf8');
    this.kept = [];
    this.keptBytes = 0;
    if (text.trim() === '') return;
    try {
      entries.push(JSON.parse(text));
    } catch (cause) {
      throw new BrokenListError('a list with an entry that is not JSON', { cause });
    }
  }
}
