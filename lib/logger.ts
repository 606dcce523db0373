import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { z } from 'zod';
import { printable } from './shown-text';

const INFO = 30;
const WARN = 40;
const ERROR = 50;

/** How lines of the log are written. */
export type LogFormat = 'text' | 'json';

/** On standard error. @param format null: lines for people in a terminal, JSON for programs elsewhere */
export function createLogger(level: string, format: LogFormat | null = null): Logger {
  const forPeople = format === null ? process.stderr.isTTY === true : format === 'text';
  const destination = forPeople
    ? new Writable({ write: writeLine })
    : pino.destination({ dest: 2, sync: true });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

function writeLine(chunk: Buffer, _encoding: string, done: () => void): void {
  process.stderr.write(lineOf(chunk.toString()), done);
}

const logged = z.looseObject({ level: z.number(), time: z.string(), msg: z.string() });

/** Whether a line that some program printed is one of a log in JSON. */
export function isLogged(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    return logged.safeParse(JSON.parse(line)).success;
  } catch {
    // Other programs print braces, too.
    return false;
  }
}

/** Words as a line of a log in JSON, without its end. */
export function loggedLine(words: string, time: Date): string {
  return JSON.stringify({ level: INFO, time: time.toISOString(), msg: words });
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
