import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { PROJECT_DIR } from './run-command';

interface Import {
  from: string;
  /** A file of the project. */
  to: string;
  isType: boolean;
  isRelative: boolean;
}

const STATEMENT = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+from\s+)?['"]([^'"\n]+)['"]/g;
const CALL = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g;

const files = ['app', 'components', 'lib'].flatMap(folder =>
  readdirSync(path.join(PROJECT_DIR, folder), { recursive: true, encoding: 'utf8' })
    .map(name => `${folder}/${name}`)
    .filter(name => /\.(?:tsx?|mjs)$/.test(name) && !/\.test\.tsx?$|^lib\/db\/generated\//.test(name)),
);
const imports = files.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const text = readFileSync(path.join(PROJECT_DIR, from), 'utf8');
  const found = [
    ...[...text.matchAll(STATEMENT)].map(([, type, name = '']) => ({ name, isType: type !== undefined })),
    ...[...text.matchAll(CALL)].map(([, name = '']) => ({ name, isType: false })),
  ];
  return found
    .filter(({ name }) => /^(?:@\/|\.)/.test(name) && !name.includes('generated'))
    .map(({ name, isType }) => ({ from, to: resolve(from, name), isType, isRelative: name.startsWith('.') }));
}

function resolve(from: string, name: string): string {
  const stem = name.startsWith('@/') ? name.slice(2) : path.join(path.dirname(from), name);
  const found = ['', '.ts', '.tsx', '/index.ts']
    .map(end => stem + end)
    .find(file => /\.\w+$/.test(file) && existsSync(path.join(PROJECT_DIR, file)));
  if (found === undefined) throw new Error(`${from} imports ${name}, which is not there`);
  return found;
}

/** `lib/weeks`, `app`; `lib` for what lies in it directly. */
function folderOf(file: string): string {
  const [top = '', ...rest] = file.split('/');
  return top === 'lib' && rest.length > 1 ? `lib/${rest[0]}` : top;
}

const describeAll = (wrong: readonly Import[]) => wrong.map(({ from, to }) => `${from} imports ${to}`);

test('imports are found', () => {
  expect(imports.length).toBeGreaterThan(files.length);
  const kinds = imports.filter(({ from }) => from === 'lib/weeks/reader.ts');
  expect(new Set(kinds.map(({ isRelative }) => isRelative))).toEqual(new Set([true]));
});

test('values go round in no circle', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, isType } of imports) {
    if (!isType && to !== from) next.set(from, [...(next.get(from) ?? []), to]);
  }
  expect(circlesIn(next)).toEqual([]);
});

test('circles are found', () => {
  const next = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['b', 'd']],
  ]);
  expect(circlesIn(next)).toEqual(['b → c → b']);
});

/** Each way back to a file that is still being looked through. */
function circlesIn(next: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (done.has(file) || way.includes(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return circles;
}

test('what runs in a browser brings no schemas along', () => {
  const textOf = (file: string) => readFileSync(path.join(PROJECT_DIR, file), 'utf8');
  const inBrowser = new Set(files.filter(file => textOf(file).startsWith("'use client'")));
  for (const from of inBrowser) {
    for (const { to } of imports.filter(one => one.from === from && !one.isType)) inBrowser.add(to);
  }
  expect(inBrowser.size).toBeGreaterThan(100);
  expect([...inBrowser].filter(file => /^import (?!type\b).*'zod'/m.test(textOf(file)))).toEqual([]);
});

test('what ships needs nothing of tests', () => {
  expect(
    describeAll(imports.filter(({ to }) => to.startsWith('tests/') || /\.test\.tsx?$/.test(to))),
  ).toEqual([]);
});

test('relative imports stay in their folder', () => {
  // What runs before anything is installed knows no aliases; the linter lists what it may import.
  const isOfSetup = (file: string) => file.startsWith('lib/cli/setup/');
  const leaving = imports.filter(
    ({ from, to, isRelative }) => isRelative && folderOf(from) !== folderOf(to) && !isOfSetup(from),
  );
  expect(describeAll(leaving)).toEqual([]);
});

test('packed weeks are read and kept through the two doors of lib/weeks', () => {
  const inner = imports.filter(
    ({ from, to }) =>
      folderOf(to) === 'lib/weeks' && folderOf(from) !== 'lib/weeks' && /^lib\/weeks\/.+\//.test(to),
  );
  expect(describeAll(inner)).toEqual([]);
});

test('what a kind of CI server is like is known to its folder and the registry', () => {
  const known = imports.filter(
    ({ from, to }) =>
      /^lib\/ci\/[^/]+\//.test(to) &&
      path.dirname(from) !== path.dirname(to) &&
      from !== 'lib/ci/registry.ts',
  );
  expect(describeAll(known)).toEqual([]);
  expect(
    describeAll(
      imports.filter(({ from, to }) => to === 'lib/ci/registry.ts' && /^lib\/ci\/[^/]+\//.test(from)),
    ),
  ).toEqual([]);
});

const overrideSchema = z.object({
  includes: z.tuple([z.string()]),
  linter: z.object({
    rules: z.object({
      style: z.object({
        noRestrictedImports: z.union([
          z.literal('off'),
          z.object({ options: z.object({ patterns: z.tuple([z.object({ group: z.array(z.string()) })]) }) }),
        ]),
      }),
    }),
  }),
});

/** What may be imported, by folder, as biome.json has it: `weeks`, `metrics/query`. */
function readRules(): Map<string, string[]> {
  const biome = z
    .object({ overrides: z.array(overrideSchema) })
    .parse(JSON.parse(readFileSync(path.join(PROJECT_DIR, 'biome.json'), 'utf8')));
  const rules = new Map<string, string[]>();
  for (const { includes, linter } of biome.overrides) {
    const rule = linter.rules.style.noRestrictedImports;
    const folder = includes[0].replace('/**', '');
    if (rule === 'off' || folder === 'lib') continue;
    const names = rule.options.patterns[0].group.flatMap(pattern => expand(pattern));
    rules.set(folder, names.filter(name => `lib/${name}` !== folder && name !== folder).sort());
  }
  return rules;
}

/** `!@/lib/{db,time}/**` → `db`, `time`; nothing for what is forbidden. */
function expand(pattern: string): string[] {
  const [, names = ''] = /^!@\/(?:lib\/)?(.+)$/.exec(pattern) ?? [];
  const alternatives = names.replace(/\/\*\*$/, '').split(/[{},]/);
  return alternatives.map(name => name.replace('/*', '')).filter(name => name !== '');
}

test('each folder has a rule of its own, and each rule its folder', () => {
  const folders = readdirSync(path.join(PROJECT_DIR, 'lib'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => `lib/${name}`);
  const rules = readRules();
  expect([...rules.keys()].sort()).toEqual(['app', 'components', 'lib/*.ts', ...folders].sort());
  const gone = [...new Set([...rules.values()].flat())].filter(
    name =>
      !['', '.ts'].some(end =>
        ['', 'lib/'].some(top => existsSync(path.join(PROJECT_DIR, top + name + end))),
      ),
  );
  expect(gone).toEqual([]);
});

test('the table in CONTRIBUTING.md says what the linter allows', () => {
  const text = readFileSync(path.join(PROJECT_DIR, 'CONTRIBUTING.md'), 'utf8');
  const table = new Map<string, string[]>();
  for (const [, folder = '', cell = ''] of text.matchAll(/^\| `([\w/*.]+)` +\|[^|]+\| ([^|]+?) +\|$/gm)) {
    const names = cell.replace(/ \([^)]*\)/g, '').split(', ');
    table.set(folder, names.filter(name => name !== 'nothing of ours').sort());
  }
  expect(table).toEqual(readRules());
});

test('a new folder may import nothing until it is listed', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'new-folder-'));
  try {
    cpSync(path.join(PROJECT_DIR, 'biome.json'), path.join(dir, 'biome.json'));
    writeFileSync(path.join(dir, '.gitignore'), 'node_modules/\n');
    const lint = (folder: string) => {
      mkdirSync(path.join(dir, folder), { recursive: true });
      writeFileSync(path.join(dir, folder, 'new.ts'), "export { sql } from '@/lib/db/sql';\n");
      const program = path.join(PROJECT_DIR, 'node_modules/@biomejs/biome/bin/biome');
      return spawnSync(process.execPath, [program, 'lint', folder], { cwd: dir, encoding: 'utf8' });
    };
    const { status, stderr } = lint('lib/brand-new');
    expect(stderr).toContain('lib/brand-new/new.ts:1:21 lint/style/noRestrictedImports');
    expect(status).toBe(1);
    expect(lint('lib/settings')).toMatchObject({ status: 0 });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('no signal is made of others but by limitSignal: Node 20 collects those of AbortSignal.any', () => {
  const made = files.filter(name =>
    /\bAbortSignal\.any\(/.test(readFileSync(path.join(PROJECT_DIR, name), 'utf8')),
  );
  expect(made).toEqual([]);
});
