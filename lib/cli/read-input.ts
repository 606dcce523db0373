import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { MisuseError } from './explain-error';

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

/**
 * The bytes of a file that was named on the command line; `-` is standard input.
 *
 * @throws MisuseError when it cannot be read
 */
export async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') return buffer(process.stdin);
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new MisuseError(`${file} cannot be read: ${REASONS[code] ?? String(error)}`);
  }
}
