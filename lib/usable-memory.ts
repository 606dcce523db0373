import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Where Linux tells a container what it may use: control groups of version 2, and of version 1. */
const LIMIT_FILES = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];

/**
 * The memory that all programs of this machine, or of this container, may use together, in bytes. A limit that is above
 * what the machine has is none.
 *
 * @param limitFiles files that hold a limit in bytes, or the word `max`; those that are missing tell of none
 * @throws Error when a file is there and cannot be read
 */
export function usableMemoryBytes(limitFiles: readonly string[] = LIMIT_FILES): number {
  // Node knows the limit of the very group that we are in, which need not be the one mounted there; 0: of none.
  const ofNode = process.constrainedMemory();
  const limits = [...limitFiles.map(readLimit), ofNode > 0 ? ofNode : null];
  return limits.reduce<number>((least, limit) => Math.min(least, limit ?? least), totalmem());
}

const SMALL_BYTES = 2 * 1024 ** 3;

/** It is asked for with every pool and program, and does not change. */
let knownBytes: number | null = null;

/**
 * Where all programs together have less than 2 GB, each of them saves memory, and takes a little longer for it.
 *
 * @throws Error as `usableMemoryBytes`
 */
export function isMemoryScarce(usableBytes = knownUsableBytes()): boolean {
  return usableBytes < SMALL_BYTES;
}

function knownUsableBytes(): number {
  knownBytes ??= usableMemoryBytes();
  return knownBytes;
}

/** Null: there is no such file, or no limit in it. */
function readLimit(file: string): number | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return null;
    }
    throw error;
  }
  // 0 stands for a group in which nothing could run: we do.
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : null;
}
