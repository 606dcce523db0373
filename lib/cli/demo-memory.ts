import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CommandError } from './explain-error';

const SEED = 7;

const memory = z.object({
  seed: z.int().nonnegative(),
  /** When the demo was started first: its history lies before. */
  origin: z.iso.datetime(),
  port: z.int().positive().nullable(),
});

/** What makes a demo tell the same story when it is started again. */
export type DemoMemory = z.infer<typeof memory>;

/** The memory of the folder; of a new one, that of a demo which begins now. */
export async function recallDemo(dataDir: string, now: Date): Promise<DemoMemory> {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return { seed: SEED, origin: now.toISOString(), port: null };
  const text = await readFile(file, 'utf8');
  try {
    return memory.parse(JSON.parse(text));
  } catch (cause) {
    throw new CommandError(`${file} cannot be read: remove the folder ${dataDir} to begin a new demo`, {
      cause,
    });
  }
}

export async function rememberDemo(dataDir: string, demo: DemoMemory): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(fileIn(dataDir), `${JSON.stringify(demo)}\n`);
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'demo.json');
}
