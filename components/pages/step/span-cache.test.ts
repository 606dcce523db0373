import { expect, test } from 'vitest';
import { toolCaches } from './span-cache';

const pip = { kind: 'packages', tool: 'pip', hitRatio: 0 } as const;

test('what a tool found belongs to the one command that runs it', () => {
  const install = 'pip install --no-cache-dir -r requirements.txt';
  expect(toolCaches(['pytest -q tests', install], [pip])).toEqual(
    new Map([[install, { tool: 'pip', hitRatio: 0 }]]),
  );
});

test('of two commands that run the tool, it belongs to neither', () => {
  expect(toolCaches(['pip install a', 'pip install b'], [pip]).size).toBe(0);
});

test('programs that are called otherwise than their tool', () => {
  const gradle = { kind: 'buildtool', tool: 'gradle', hitRatio: 0.4 } as const;
  expect([...toolCaches(['./gradlew --no-daemon build'], [gradle]).keys()]).toEqual([
    './gradlew --no-daemon build',
  ]);
});

test('a name within another is no run of the tool', () => {
  expect(toolCaches(['pipenv lock', 'cat pip-list.txt', 'npm run pip-check'], [pip]).size).toBe(0);
});

test('layers, pulls and silent tools say nothing about commands', () => {
  const caches = [
    { kind: 'layers', tool: 'docker', hitRatio: 0.5 },
    { kind: 'packages', tool: 'npm', hitRatio: null },
  ] as const;
  expect(toolCaches(['docker build .', 'npm ci'], caches).size).toBe(0);
});

test('lists and packages of apt are told of the commands that ask for them', () => {
  const lists = { kind: 'packages', tool: 'apt', hitRatio: 0.5 } as const;
  const archives = { kind: 'packages', tool: 'apt-archives', hitRatio: 0 } as const;
  const told = (commands: string[]) =>
    [...toolCaches(commands, [lists, archives])].map(([command, { tool }]) => `${tool}: ${command}`);
  expect(told(['apt-get -qq update', 'apt-get install -y git'])).toEqual([
    'apt: apt-get -qq update',
    'apt-archives: apt-get install -y git',
  ]);
  expect(told(['apt-get update && apt-get install -y git'])).toEqual([
    'apt-archives: apt-get update && apt-get install -y git',
  ]);
});
