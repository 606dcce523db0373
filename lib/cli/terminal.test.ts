import { describe, expect, test } from 'vitest';
import { Terminal } from './terminal';

function record(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  let nowMs = 0;
  const terminal = new Terminal({ isTTY, columns, write: text => written.push(text) }, () => nowMs);
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
