import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { printable } from './shown-text';

const INFO = 30;
const WARN = 40;
const ERROR = 50;

/** Lines for people in a terminal, JSON for machines elsewhere; always on standard error. */
export function createLogger(level: string, forPeople = process.stderr.isTTY === true): Logger {
  const destination = forPeople
    ? new Writable({ write: writeLine })
    : pino.destination({ dest: 2, sync: true });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

function writeLine(chunk: Buffer, _encoding: string, done: () => void): void {
  process.stderr.write(lineOf(chunk.toString()), done);
}

/** One line of pino's JSON as a person reads it: `12:04:31 warn  message {"more":1}`. */
export function lineOf(json: string): string {
  const { level, time, msg, ...rest }: Record<string, unknown> = JSON.parse(json);
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  return `${printable(`${String(time).slice(11, 19)} ${wordOf(Number(level)).padEnd(5)} ${msg}${more}`)}\n`;
}

function wordOf(level: number): string {
  if (level >= ERROR) return 'error';
  if (level >= WARN) return 'warn';
  return level >= INFO ? 'info' : 'debug';
}
