import type pg from 'pg';
import type { SqlStatement } from './sql';

/** One row in Postgres's binary form of each type: numbers big-endian, text in UTF-8, `bytea` as it is. */
export type BinaryRow = ReadonlyArray<Buffer | null>;

/**
 * Asks for rows by binary `copy`: unlike in an answer of `query`, bytes come as bytes, not as hexadecimal text.
 *
 * @param statement a `select`; `copy` takes no parameters, so they may be nothing but integers and lists of integers
 * @param onRow is given each row in turn; its values are views of the connection's memory that are good until it returns
 *   and must be copied to be kept. Where it throws, the rows that are still to come are passed over.
 * @throws RangeError for parameters that are no integers, what Postgres says of the statement, and what `onRow` throws;
 *   unless the connection broke, it can be used again
 */
export function copyOut(
  client: pg.ClientBase,
  statement: SqlStatement,
  onRow: (row: BinaryRow) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = `copy (${inlined(statement)}) to stdout (format binary)`;
    client.query(new CopyOutStatement(text, onRow, resolve, reject));
  });
}

function inlined({ text, values }: SqlStatement): string {
  return text.replace(/\$(\d+)/g, (_, n: string) => {
    const value = values[Number(n) - 1];
    return `'${Array.isArray(value) ? `{${value.map(integerText).join(',')}}` : integerText(value)}'`;
  });
}

function integerText(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`copy takes integers only, not ${String(value)}`);
  return String(value);
}

/** A statement as `pg` runs it: it calls these when Postgres answers. */
class CopyOutStatement {
  /** Given by `pg` where statements have a time-out, and called so that it does not fire. */
  callback?: () => void;
  private readonly rows = new BinaryRows();
  private failure: { reason: unknown } | null = null;

  constructor(
    private readonly text: string,
    private readonly onRow: (row: BinaryRow) => void,
    private readonly resolve: () => void,
    private readonly reject: (reason: unknown) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.query(this.text);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.failure !== null) return;
    try {
      this.rows.read(chunk, this.onRow);
    } catch (reason) {
      // Thrown on, it would end the program.
      this.failure = { reason };
    }
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback?.();
    if (this.failure === null) this.resolve();
    else this.reject(this.failure.reason);
  }

  handleError(error: Error): void {
    this.callback?.();
    this.reject(this.failure === null ? error : this.failure.reason);
  }
}

/** Signature and flags; the length of what may be added to the head stands behind them. */
const HEAD_BYTES = 11 + 4;
const INT16_BYTES = 2;
const INT32_BYTES = 4;
/** In place of the number of fields: there are no more rows. In place of a field's length: it is null. */
const NONE = -1;

/** Takes the binary form of `copy` apart. Postgres sends whole rows: the head beside the first, the end for itself. */
class BinaryRows {
  private isBegun = false;

  read(chunk: Buffer, onRow: (row: BinaryRow) => void): void {
    let at = 0;
    if (!this.isBegun) {
      at = HEAD_BYTES + INT32_BYTES + chunk.readInt32BE(HEAD_BYTES);
      this.isBegun = true;
    }
    while (at < chunk.length) {
      const fieldCount = chunk.readInt16BE(at);
      at += INT16_BYTES;
      if (fieldCount === NONE) return;
      const row: Array<Buffer | null> = [];
      for (let field = 0; field < fieldCount; field += 1) {
        const length = chunk.readInt32BE(at);
        at += INT32_BYTES;
        row.push(length === NONE ? null : chunk.subarray(at, at + length));
        if (length !== NONE) at += length;
      }
      if (at > chunk.length) throw new RangeError('a row of copy is cut off');
      onRow(row);
    }
  }
}
