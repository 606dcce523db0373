import { printable } from '@/lib/shown-text';

/** What a command says, on standard output; nothing in it can take hold of the terminal. */
export function writeText(text: string): void {
  process.stdout.write(printable(text));
}

/** The same beside it, on standard error. */
export function writeErrorText(text: string): void {
  process.stderr.write(printable(text));
}
