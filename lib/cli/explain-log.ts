import { NotALogError, readLogBytes } from '@/lib/logs/read-log-bytes';
import { MisuseError } from './explain-error';
import { readInput } from './read-input';
import { readingAsJson, renderReading } from './render-reading';
import { writeJson, writeText } from './write-text';

/**
 * `buildhours explain-log FILE`: what is understood of a log, as a table or as JSON.
 *
 * @throws MisuseError when the file cannot be read or is no log
 */
export async function runExplainLog(file: string, { json = false }: { json?: boolean }): Promise<void> {
  const bytes = await readInput(file);
  try {
    const reading = readLogBytes(bytes);
    if (json) writeJson(readingAsJson(reading));
    else writeText(renderReading(reading));
  } catch (error) {
    if (!(error instanceof NotALogError)) throw error;
    throw new MisuseError(`${file === '-' ? 'standard input' : file} is no log: ${error.message}`);
  }
}
