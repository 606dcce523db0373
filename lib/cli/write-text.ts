import { printable, printableJson } from '@/lib/shown-text';

/** What a command says, on standard output; nothing in it can take hold of the terminal. */
export function writeText(text: string): void {
  process.stdout.write(printable(text));
}

/** What a program reads that takes JSON: nothing of its values changes. */
export function writeJson(json: string): void {
  process.stdout.write(`${printableJson(json)}\n`);
}

/** What is read back: to a terminal as `writeText` does, and to a file or a program byte by byte. */
export function writeData(text: string): void {
  process.stdout.write(process.stdout.isTTY ? printable(text) : text);
}

/** The same as `writeText` beside it, on standard error. */
export function writeErrorText(text: string): void {
  process.stderr.write(printable(text));
}
