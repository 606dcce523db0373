import { describe, expect, test } from 'vitest';
import { readText } from '@/tests/world/log-readings';
import { readLogLines } from './read-log-lines';

function commandsOf(log: string): string[] {
  return readText(log)
    .spans.filter(({ kind }) => kind === 'command')
    .map(({ text }) => text);
}

describe('lines that begin with a plus', () => {
  test.each([
    ['npm publish', '+ npm publish\n+ @acme/widget@1.2.3\n+ echo done', ['npm publish', 'echo done']],
    ['npm 6', '+ npm i x y\n+ x@1.2.3\n+ y@2.0.0-rc.1\nadded 2 packages', ['npm i x y']],
    ['bun', '+ bun i\n+ react@18.2.0\n+ typescript@5.0.2 (v5.4.5 available)', ['bun i']],
    ['pub', '+ dart pub get\n+ args 2.4.0\n+ path 1.8.3 (1.9.0 available)', ['dart pub get']],
    ['pnpm', '+ pnpm i\ndependencies:\n+ left-pad 1.3.0\n+ @acme/web 2.0.0 (3.0.0 is available)', ['pnpm i']],
    [
      'a changelog',
      '+ ./release.sh\n+ Added support for x\n+ fixed the queue\n+ feat(core): y\n+ 1.2.0 (2026-01-05)\n+ **Breaking**\n+ make',
      ['./release.sh', 'make'],
    ],
    [
      'a manifest that helm compares',
      '+ helm diff upgrade a b\n+ apiVersion: v1\n+ "key": 1,\n+ }',
      ['helm diff upgrade a b'],
    ],
    [
      'a shell that traces, whose echo is traced too',
      "+ set -x\n+ echo + 'make build'\n+ make build\n+ make build\ncc\n+ echo + 'make test'\n+ make test\n+ make test\n+ echo + 'set +x'\n+ set +x\n+ set +x\n+ ls\n+ pwd",
      ['set -x', 'make build', 'make test', 'set +x', 'ls', 'pwd'],
    ],
    [
      'a shell that traces inside one command of several lines',
      '+ set -ex\\nnpm ci\\nnpm test\n+ npm ci\n+ npm test\n+ echo + ls\n+ ls\n+ ls',
      ['set -ex\\nnpm ci\\nnpm test', 'ls'],
    ],
    [
      'a script that traces itself',
      "+ ./build.sh\n++ dirname ./build.sh\n+ cd .\n+ '[' -f x ']'\n+ make all\n+ echo $HOME && make \"x\"\n+ make",
      ['./build.sh', 'echo $HOME && make "x"', 'make'],
    ],
    [
      'a script that make runs and that traces itself',
      '+ make deploy\n++ git rev-parse HEAD\n+ helm upgrade a b\n+ echo "$X"',
      ['make deploy', 'echo "$X"'],
    ],
    [
      'a script run by bash -euxo',
      '+ bash -euxo pipefail ci.sh\n+ npm ci\n++ date\n+ ls',
      ['bash -euxo pipefail ci.sh'],
    ],
    ['a script run by sh -x', '+ sh -ex deploy.sh\n+ cp a b\n+ test -f b', ['sh -ex deploy.sh']],
    [
      'commands of every kind',
      '+ Rscript a.R\n+ Get-ChildItem -Path .\n+ $env:A = 1\n+ FOO=bar make\n+ 7z x a.zip\n+ (cd a && make)\n+ [ -f a ] && b\n+ "$TOOL" x\n+ git push origin v1.2.3',
      [
        'Rscript a.R',
        'Get-ChildItem -Path .',
        '$env:A = 1',
        'FOO=bar make',
        '7z x a.zip',
        '(cd a && make)',
        '[ -f a ] && b',
        '"$TOOL" x',
        'git push origin v1.2.3',
      ],
    ],
    [
      'a plugin that traces from its first line',
      '+ git init\n+ git fetch --depth=5\n++ date\n+ git checkout a',
      ['git init', 'git fetch --depth=5', 'git checkout a'],
    ],
  ])('%s', (_, log, commands) => {
    expect(commandsOf(log)).toEqual(commands);
  });
});

describe('a command of several lines', () => {
  const timed = (...lines: ReadonlyArray<readonly [number, string]>) =>
    readLogLines(lines.map(([time, out], pos) => ({ pos, time, out: `${out}\n` }))).spans;

  test('is named by the first line that tells it apart, whichever shell echoed it', () => {
    const dash = timed(
      [0, '+ set -e'],
      [0, 'cd app'],
      [0, 'npm ci'],
      [0, 'npm test'],
      [0, ''],
      [9, 'added 1'],
    );
    const bash = timed([0, '+ set -e\\ncd app\\nnpm ci\\nnpm test'], [9, 'added 1']);
    expect(dash.map(({ label }) => label)).toEqual(['set -e; cd app; npm ci']);
    expect(bash.map(({ label }) => label)).toEqual(['set -e; cd app; npm ci']);
  });

  test('goes on behind a backslash', () => {
    const spans = timed(
      [0, '+ docker build \\'],
      [0, '  -f Dockerfile \\'],
      [0, '  api'],
      [0, ''],
      [3, '#1 x'],
    );
    expect(spans.filter(({ kind }) => kind === 'command')).toMatchObject([
      { label: 'docker build -f Dockerfile api', firstLine: 1, lastLine: 5 },
    ]);
  });

  test('is not taken for what a command printed, nor the next command for a line of it', () => {
    expect(timed([0, '+ set -e'], [0, '+ npm ci'], [4, 'added 1']).map(({ label }) => label)).toEqual([
      'set -e',
      'npm ci',
    ]);
    expect(timed([0, '+ cd app'], [5, 'no such directory']).map(({ label }) => label)).toEqual(['cd app']);
    expect(timed([0, '+ export A=$(curl x)'], [0, '% Total']).map(({ text }) => text)).toEqual([
      'export A=$(curl x)',
    ]);
  });
});
