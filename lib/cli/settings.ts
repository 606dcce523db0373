import { writeFile } from 'node:fs/promises';
import type pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { type Env, readEnv } from '@/lib/env';
import { readSettings } from '@/lib/settings/read-settings';
import {
  findTimeZoneChange,
  SettingsConflictError,
  saveSettings,
  TimeZoneChangeError,
} from '@/lib/settings/save-settings';
import {
  formatSettingsFile,
  type ImportPlan,
  planImport,
  SettingsFileError,
} from '@/lib/settings/settings-file';
import { StoredSettingsError } from '@/lib/settings/settings-problems';
import { CommandError, MisuseError } from './explain-error';
import { openDatabase } from './open-database';
import { readInput } from './read-input';
import { writeData, writeErrorText, writeText } from './write-text';

export interface ImportOptions {
  /** Only say what the file would do. */
  dryRun?: boolean;
  /** A change of the time zone is meant. */
  confirm?: boolean;
}

/**
 * `buildhours settings export FILE`: all settings as YAML, `-` for standard output.
 *
 * @throws CommandError when they cannot be understood, MisuseError when the file cannot be written
 */
export async function runSettingsExport(file: string): Promise<void> {
  const text = await withDatabase(async pool => formatSettingsFile((await readSettings(pool)).settings));
  if (file === '-') {
    writeData(text);
    return;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new MisuseError(
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * `buildhours settings import FILE`: takes over the sections that a YAML file holds, `-` for standard input.
 *
 * @throws MisuseError when the file holds no settings, or changes the time zone and nobody said that this is meant
 */
export async function runSettingsImport(file: string, options: ImportOptions): Promise<void> {
  const text = Buffer.from(await readInput(file)).toString('utf8');
  await withDatabase((pool, env) => importText(pool, env, text, options));
}

async function importText(pool: pg.Pool, env: Env, text: string, options: ImportOptions): Promise<void> {
  const { dryRun = false, confirm = false } = options;
  const plan = await planImport(pool, text);
  if (dryRun) {
    const change = await findTimeZoneChange(pool, plan.part, env.timeZone);
    tell(plan, 'would change');
    if (change !== null) writeText(`${change.message}: give --confirm\n`);
    return;
  }
  await saveSettings(pool, plan.part, plan.revisions, { serverTimeZone: env.timeZone, confirmed: confirm });
  tell(plan, 'changed');
}

function tell({ sections }: ImportPlan, changed: string): void {
  for (const [section, change] of Object.entries(sections)) {
    const told = { changed, unchanged: 'is the same', absent: 'is not in the file, and stays' }[change];
    writeText(`${section.padEnd(8)} ${told}\n`);
  }
}

/** What the program says of the database goes beside the output. */
async function withDatabase<Result>(work: (pool: pg.Pool, env: Env) => Promise<Result>): Promise<Result> {
  const env = readEnv();
  const database = await openDatabase({ ...env, log: line => writeErrorText(`${line}\n`) });
  try {
    await migrate(database.pool);
    return await work(database.pool, env);
  } catch (error) {
    throw explain(error);
  } finally {
    await database.close();
  }
}

function explain(error: unknown): unknown {
  if (error instanceof SettingsFileError) return new MisuseError(error.message);
  if (error instanceof TimeZoneChangeError) return new MisuseError(`${error.message}: give --confirm`);
  if (error instanceof SettingsConflictError || error instanceof StoredSettingsError) {
    return new CommandError(error.message, { cause: error });
  }
  return error;
}
