import pino from 'pino';
import { expect, test } from 'vitest';
import { lineOf } from './logger';

test('a line for people has time, level, message and what else was given', () => {
  const lines: string[] = [];
  const options = { base: null, timestamp: () => ',"time":"2026-03-02T09:08:07.654Z"', level: 'debug' };
  const logger = pino(options, { write: (line: string) => lines.push(lineOf(line)) });
  logger.warn('disk is full');
  logger.error({ repo: 'acme/api', attempts: 3 }, 'no answer');
  logger.debug('fine');
  expect(lines).toEqual([
    '09:08:07 warn  disk is full\n',
    '09:08:07 error no answer {"repo":"acme/api","attempts":3}\n',
    '09:08:07 debug fine\n',
  ]);
});

test('what a server calls something takes no hold of the terminal', () => {
  const line = lineOf(
    JSON.stringify({ level: 40, time: '2026-03-02T12:04:31Z', msg: 'a\u001b[2Jb\nc', slug: '\u009b31m' }),
  );
  expect(line).toBe('12:04:31 warn  a\ufffd[2Jb\nc {"slug":"\ufffd31m"}\n');
});
