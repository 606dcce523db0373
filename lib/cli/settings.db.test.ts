import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { readSettings } from '@/lib/settings/read-settings';
import { EXIT, MisuseError } from './explain-error';
import { main } from './main';
import { runSettingsExport, runSettingsImport } from './settings';

let db: TestDatabase;
let dir: string;
let printed = '';

beforeAll(async () => {
  db = await createTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'settings-'));
  vi.stubEnv('DATABASE_URL', db.url);
  vi.stubEnv('TIME_ZONE', 'Europe/Berlin');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
  await db.drop();
});
beforeEach(async () => {
  await db.pool.query('truncate setting');
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function aFile(text: string): Promise<string> {
  const file = path.join(dir, 'settings.yaml');
  await writeFile(file, text);
  return file;
}

test('what is exported can be imported', async () => {
  await runSettingsImport(await aFile('cost: { ratePerHour: 90 }'), {});
  expect(printed).toContain('cost     changed\n');
  expect(printed).toContain('rules    is not in the file, and stays\n');
  const file = path.join(dir, 'exported.yaml');
  await runSettingsExport(file);
  expect(await readFile(file, 'utf8')).toContain('ratePerHour: 90');
  printed = '';
  await runSettingsImport(file, {});
  expect(printed).toContain('cost     is the same\n');
});

test('to standard output goes nothing else', async () => {
  await runSettingsExport('-');
  expect(printed).toMatch(/^ ?#|^rules/);
  expect(printed).toContain('timeZone: null');
});

test('a file or a program gets the very text, whatever a terminal would make of it', async () => {
  await runSettingsImport(await aFile('people: { bots: ["dev\u202ebot"] }'), {});
  printed = '';
  await runSettingsExport('-');
  expect(printed).toContain('dev\u202ebot');
});

test('a dry run changes nothing, and warns of the time zone', async () => {
  const file = await aFile('hours: { timeZone: Asia/Tokyo }');
  await runSettingsImport(file, { dryRun: true });
  expect(printed).toMatch(/hours {4}would change\n[\s\S]*to Asia\/Tokyo[\s\S]*--confirm/);
  expect((await readSettings(db.pool)).settings.hours.timeZone).toBeNull();
  await expect(runSettingsImport(file, {})).rejects.toThrow(MisuseError);
  await runSettingsImport(file, { confirm: true });
  expect((await readSettings(db.pool)).settings.hours.timeZone).toBe('Asia/Tokyo');
});

test('a file that is wrong ends the command as misused, with lines', async () => {
  const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await main(['settings', 'import', await aFile('cost:\n  ratePerHour: -1')]);
  expect(errors.mock.calls.map(([text]) => text).join('')).toMatch(
    /^buildhours: the file cannot[\s\S]*line 2: cost, ratePerHour/,
  );
  expect(process.exitCode).toBe(EXIT.misused);
});
