import { holdsLines } from './json-lines';
import { LogReader, type LogReaderOptions } from './log-reader';
import type { LogReading } from './log-reading';
import { type LogPiece, readLogLines } from './read-log-lines';

/** The bytes are no log; the message says what they are instead. */
export class NotALogError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotALogError';
  }
}

const PIECE_CHARS = 1 << 20;

/**
 * Reads a log from a file: Drone's JSON, or plain text in UTF-8 or UTF-16.
 *
 * @throws NotALogError when it is empty, binary, or JSON of another kind
 */
export function readLogBytes(bytes: Uint8Array, options: LogReaderOptions = {}): LogReading {
  if (bytes.length === 0) throw new NotALogError('it is empty');
  const text = decode(bytes);
  if (text.trim() === '') throw new NotALogError('it holds nothing but blanks');
  const pieces = asDroneLog(text);
  if (pieces !== null) return readLogLines(pieces, options);
  const reader = new LogReader(options);
  for (let from = 0; from < text.length; from += PIECE_CHARS)
    reader.push(text.slice(from, from + PIECE_CHARS), null);
  return reader.end();
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const sample = bytes.subarray(0, 4096);
  const nuls = sample.filter(byte => byte === 0).length;
  if (nuls > sample.length * 0.3) {
    const inOddPlaces = sample.filter((byte, index) => byte === 0 && index % 2 === 1).length;
    if (inOddPlaces > nuls * 0.9) return new TextDecoder('utf-16le').decode(bytes);
    if (inOddPlaces < nuls * 0.1) return new TextDecoder('utf-16be').decode(bytes);
  }
  if (nuls > 0 && nuls > sample.length * 0.01) throw new NotALogError('it is a binary file, not text');
  return new TextDecoder('utf-8').decode(bytes);
}

/** Null: it is no JSON, so it is text. */
function asDroneLog(text: string): LogPiece[] | null {
  const start = text.trimStart();
  if (start.startsWith('null') && start.trim() === 'null')
    throw new NotALogError('the step printed nothing (null)');
  if (!/^\[\s*(?:\{|\])/.test(start) && !start.startsWith('{')) return null;
  // One line of a program that writes JSON is a log of one line.
  if (holdsLines(start)) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Text may begin with a bracket too; a JSON log that was cut off is told apart by its first key.
    if (/^\[\s*\{\s*"(?:pos|out|time|proc)"/.test(start))
      throw new NotALogError('it is a JSON log that is cut off or damaged');
    return null;
  }
  if (!Array.isArray(value))
    throw new NotALogError('it is JSON, but not a log of Drone: a list of {pos, out, time}');
  if (value.length === 0) throw new NotALogError('the log has no lines');
  if (!value.every(isPiece))
    throw new NotALogError('it is JSON, but not a log of Drone: a list of {pos, out, time}');
  return value;
}

function isPiece(value: unknown): value is LogPiece {
  return typeof value === 'object' && value !== null && 'out' in value && typeof value.out === 'string';
}
