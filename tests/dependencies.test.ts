import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PROJECT_DIR } from './run-command';

const namesSchema = z.record(z.string(), z.string());
const packageSchema = z.object({
  dependencies: namesSchema,
  devDependencies: namesSchema,
  optionalDependencies: namesSchema,
});

test('each package that we name has its reason in CONTRIBUTING, and no other has', () => {
  const { dependencies, devDependencies, optionalDependencies } = packageSchema.parse(
    JSON.parse(readFileSync(path.join(PROJECT_DIR, 'package.json'), 'utf8')),
  );
  const named = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const patterns = reasons();
  const covers = (pattern: string, name: string) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  expect(named.filter(name => !patterns.some(pattern => covers(pattern, name)))).toEqual([]);
  expect(patterns.filter(pattern => !named.some(name => covers(pattern, name)))).toEqual([]);
});

/** The first cells of the tables under "What it stands on". */
function reasons(): string[] {
  const text = readFileSync(path.join(PROJECT_DIR, 'CONTRIBUTING.md'), 'utf8');
  const section = text.split('## What it stands on\n')[1]?.split('\n## ')[0] ?? '';
  const cells = section
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split('|')[1] ?? '');
  return cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''));
}
