import { describe, expect, test } from 'vitest';
import { Terminal } from './terminal';

function record(isTTY: boolean, columns = 80, asJson = false) {
  const written: string[] = [];
  let nowMs = 0;
  const terminal = new Terminal({ isTTY, columns, write: text => written.push(text) }, () => nowMs, asJson);
  return {
    terminal,
    text: () => written.join(''),
    passSeconds: (seconds: number) => (nowMs += seconds * 1000),
  };
}

describe('Terminal', () => {
  test('keeps the changing line below the others', () => {
    const { terminal, text } = record(true);
    terminal.showStatus('10 %');
    terminal.line('hello');
    terminal.showStatus(null);
    expect(text()).toBe('\r\u001b[K10 %\r\u001b[Khello\n10 %\r\u001b[K');
  });

  test('lines that programs log in JSON are readable, and whatever else begins with a brace stays as it is', () => {
    const { terminal, text } = record(false);
    terminal.line('{"level":50,"time":"2026-03-02T09:08:07.654Z","msg":"no answer","repo":"acme/api"}');
    terminal.line('{ half an object');
    terminal.line('{"level":50}');
    expect(text()).toBe('09:08:07 error no answer {"repo":"acme/api"}\n{ half an object\n{"level":50}\n');
  });

  test.each([true, false])('as JSON every line is an object, in a terminal too (%s)', isTTY => {
    const { terminal, text } = record(isTTY, 80, true);
    const logged = '{"level":50,"time":"2026-03-02T09:08:07.654Z","msg":"no answer","repo":"acme/api"}';
    terminal.showStatus('10 %');
    terminal.line(logged);
    terminal.line('a "word"\u001b[2J\nand more');
    terminal.showStatus(null);
    const [status, passed, words, end] = text().split('\n');
    expect([passed, end]).toEqual([logged, '']);
    expect([status, words].map(line => JSON.parse(line ?? ''))).toEqual([
      { level: 30, time: expect.any(String), msg: '10 %' },
      { level: 30, time: expect.any(String), msg: 'a "word"\u001b[2J\nand more' },
    ]);
  });

  test('cuts the changing line so that it does not wrap', () => {
    const { terminal, text } = record(true, 6);
    terminal.showStatus('abcdefgh');
    expect(text()).toBe('\r\u001b[Kabcde');
  });

  test('where there is no terminal, the changing line is printed every 10 seconds', () => {
    const { terminal, text, passSeconds } = record(false);
    terminal.showStatus('1 %');
    passSeconds(5);
    terminal.showStatus('2 %');
    passSeconds(5);
    terminal.showStatus('3 %');
    terminal.line('hello');
    terminal.showStatus(null);
    expect(text()).toBe('1 %\n3 %\nhello\n');
  });
});

test('lines and status hold no commands for the terminal but its own', () => {
  const written: string[] = [];
  const terminal = new Terminal({ isTTY: true, columns: 80, write: text => written.push(text) });
  terminal.line('a\u001b]0;x\u0007b');
  terminal.showStatus('c\rd');
  expect(written.join('').replaceAll('\r\u001b[K', '|')).toBe('|a\ufffd]0;x\ufffdb\n|c\ufffdd');
});
