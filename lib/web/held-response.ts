import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** So much waits for a judgement in memory; who writes more is told to pause. */
const MOST_HELD_BYTES = 1_000_000;

/** A whole answer, sent instead of what was written. */
export interface InsteadAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

/**
 * Looks at an answer when its head is to be sent, the last moment at which it can be another one.
 *
 * @returns null: it is sent, and nothing of it waits. A promise: it waits, and is sent where that holds null
 */
export type JudgeHead = (status: number) => Promise<InsteadAnswer | null> | null;

/** A response whose answer can be taken back until its head is on its way. */
export class HeldResponse extends ServerResponse<IncomingMessage> {
  #judge: JudgeHead | null = null;
  /** What was done to it since it waits, in order; null: it does not wait. */
  #held: Array<(isLater: true) => unknown> | null = null;
  #heldBytes = 0;
  #isReplaced = false;

  judgeHead(judge: JudgeHead): void {
    this.#judge = judge;
  }

  /** Whether its head was sent, or waits to be. */
  get isBegun(): boolean {
    return this.#held !== null || this.headersSent;
  }

  /** @returns whether it was not too late, or had been done before */
  answerInstead({ status, headers, body }: InsteadAnswer): boolean {
    if (this.#isReplaced) return true;
    if (this.headersSent || this.destroyed) return false;
    this.#isReplaced = true;
    this.#held = null;
    for (const name of this.getHeaderNames()) this.removeHeader(name);
    super.writeHead(status, headers);
    super.end(body);
    // Whoever was told to pause may go on; it leads nowhere.
    this.emit('drain');
    return true;
  }

  override writeHead(...args: unknown[]): this {
    // Who sees that no head was sent writes it again: while it waits, that is no mistake.
    const write = (isLater: boolean) =>
      isLater && this.headersSent ? this : Reflect.apply(super.writeHead, this, args);
    return this.#waits(Number(args[0]), write) ?? this;
  }

  override flushHeaders(): void {
    this.#waits(this.statusCode, () => super.flushHeaders());
  }

  override write(...args: unknown[]): boolean {
    const [chunk] = args;
    const written = this.#waits(this.statusCode, () => Reflect.apply(super.write, this, args));
    if (written !== null) return written;
    if (this.#held === null) return true;
    this.#heldBytes += typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk.length : 0;
    return this.#heldBytes < MOST_HELD_BYTES;
  }

  override end(...args: unknown[]): this {
    return this.#waits(this.statusCode, () => Reflect.apply(super.end, this, args)) ?? this;
  }

  /** @returns what was done returns; null: it is done later, or never */
  #waits<T>(status: number, act: (isLater: boolean) => T): T | null {
    if (this.#isReplaced) return null;
    if (this.#held === null) {
      const judge = this.#judge;
      this.#judge = null;
      const verdict = judge?.(status) ?? null;
      if (verdict === null) return act(false);
      this.#held = [];
      verdict
        .then(instead => (instead === null ? this.#release() : this.answerInstead(instead)))
        .catch((error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))));
    }
    this.#held.push(act);
    return null;
  }

  #release(): void {
    const held = this.#held;
    if (held === null || this.#isReplaced) return;
    this.#held = null;
    for (const act of held) act(true);
    this.emit('drain');
  }
}
