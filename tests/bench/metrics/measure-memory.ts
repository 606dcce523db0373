import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchNames } from './questions';

/** What the process that only answers is told, and what it is started with. */
export interface AnswererTask {
  url: string;
  names: BenchNames;
}

/** Bytes: of the process as a whole, and what it holds of packed weeks. */
export interface AnswererMemory {
  asked: string;
  residentBytes: number;
  heldBytes: number;
}

/**
 * What a process takes that does nothing but answer: this one has DuckDB in it, and what it read to compare. What the
 * program itself takes, with what runs TypeScript, is in all of it, and told first.
 */
export async function measureMemory(task: AnswererTask, log: (line: string) => void): Promise<void> {
  log('\nA process that only answers, resident after each, and packed weeks that it holds');
  const answerer = fork(fileURLToPath(new URL('./answer-alone.ts', import.meta.url)), [JSON.stringify(task)]);
  answerer.on('message', message => {
    const { asked, residentBytes, heldBytes } = message as AnswererMemory;
    log(`${asked.padEnd(42)} ${mb(residentBytes)} ${mb(heldBytes)}`);
  });
  const [code] = await once(answerer, 'exit');
  if (code !== 0) throw new Error(`the process that only answers ended with ${code}`);
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`.padStart(9);
}
