import pg from 'pg';
import { DAY_MS, SECOND_MS } from '@/lib/time/units';
import type { FactRow, ModelColumn } from './model-columns';
import { storableJson, storableText } from './storable-text';

/** A connection while Postgres waits for rows; `@types/pg` does not tell of it. */
interface CopyingConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * Adds rows to a table by `copy`, the cheapest way there is: all of them, or none where a key is there already. Arrays
 * are of text, objects become JSON; text that Postgres refuses is mended as `rowsAsJson` does.
 *
 * @param table its name and columns are ours, never what somebody sent
 * @param rows all with the same fields of their own; what is no column is not written
 * @throws what Postgres says of the rows
 */
export function copyRows<Field extends string>(
  client: pg.PoolClient,
  table: { name: string; columns: ReadonlyArray<ModelColumn<Field>> },
  rows: ReadonlyArray<FactRow<Field>>,
): Promise<void> {
  if (rows.length === 0) return Promise.resolve();
  const names = [table, ...table.columns].map(({ name }) => pg.escapeIdentifier(name));
  const fields = table.columns.map(({ field }) => field);
  const statement = `copy ${names[0]} (${names.slice(1).join(', ')}) from stdin`;
  return new Promise((resolve, reject) => {
    client.query(new CopyStatement(statement, copyText(rows, fields), resolve, reject));
  });
}

/** A statement as `pg` runs it: it calls these when Postgres answers. */
class CopyStatement {
  /** Given by `pg` where statements have a time-out, and called so that it does not fire. */
  callback?: () => void;

  constructor(
    private readonly statement: string,
    private readonly text: string,
    private readonly resolve: () => void,
    private readonly reject: (error: Error) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.query(this.statement);
  }

  handleCopyInResponse(connection: CopyingConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.text));
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback?.();
    this.resolve();
  }

  handleError(error: Error): void {
    this.callback?.();
    this.reject(error);
  }
}

/** Rows in the text format of `copy`: a line each, tabs between values. */
function copyText<Field extends string>(
  rows: ReadonlyArray<FactRow<Field>>,
  fields: readonly Field[],
): string {
  const isOwn = fields.map(field => rows[0] !== undefined && Object.hasOwn(rows[0].own, field));
  let text = '';
  for (const { fact, own } of rows) {
    let separator = '';
    fields.forEach((field, column) => {
      text += separator + valueText(isOwn[column] ? own[field] : fact[field]);
      separator = '\t';
    });
    text += '\n';
  }
  return text;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return timeText(value.getTime());
  return escapeText(Array.isArray(value) ? arrayText(value) : storableJson(value));
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
/** Times side by side are mostly of one day, and its text is what takes long. */
let lastDay = { startMs: Number.NaN, text: '' };

/** As `toJSON` of a Date says it; like JSON, null for one that is none. */
function timeText(ms: number): string {
  if (Number.isNaN(ms)) return '\\N';
  let ofDayMs = ms - lastDay.startMs;
  if (!(ofDayMs >= 0 && ofDayMs < DAY_MS)) {
    const startMs = Math.floor(ms / DAY_MS) * DAY_MS;
    lastDay = { startMs, text: new Date(startMs).toISOString().slice(0, -'00:00:00.000Z'.length) };
    ofDayMs = ms - startMs;
  }
  const seconds = Math.floor(ofDayMs / SECOND_MS);
  const minutes = Math.floor(seconds / 60);
  const time = `${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
  const restMs = ofDayMs % SECOND_MS;
  return `${lastDay.text}${time}${restMs === 0 ? '' : `.${String(restMs).padStart(3, '0')}`}Z`;
}

function arrayText(values: readonly unknown[]): string {
  return `{${values.map(value => `"${String(value).replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** Control characters, the backslash and halves of surrogates. */
const ODD = /[^ -[\]-~\xa0-\ud7ff\ue000-\uffff]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeText(text: string): string {
  if (!ODD.test(text)) return text;
  return storableText(text).replace(/[\\\t\n\r]/g, found => ESCAPES[found] ?? found);
}
