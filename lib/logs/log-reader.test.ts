import { describe, expect, test } from 'vitest';
import { countsOf, readText, readTimed, spansOf } from '@/tests/world/log-readings';
import { NotALogError, readLogBytes } from './read-log-bytes';
import { readLogLines } from './read-log-lines';

const CLASSIC = `Sending build context to Docker daemon  4.1kB
Step 1/3 : FROM alpine
 ---> 0123456789ab
Step 2/3 : RUN true
 ---> Using cache
 ---> 1123456789ab
Step 3/3 : COPY . .
 ---> 2123456789ab
Successfully built 2123456789ab`;

describe('commands', () => {
  test('last until the next one, in whole seconds of the clock', () => {
    const reading = readTimed([
      [2, '+ pip install -r requirements.txt'],
      [40, 'Collecting six'],
      [43, '+ pytest'],
      [43, '+ make'],
      [50, 'done'],
    ]);
    expect(spansOf(reading)).toEqual([
      'command 41s pip install -r requirements.txt',
      'command 0s pytest',
      'command 7s make',
    ]);
    expect(reading.spans.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
      [1, 2],
      [3, 3],
      [4, 5],
    ]);
  });

  test('the last one lasts until the end of the step, where that is known', () => {
    const pieces = [{ pos: 0, out: '+ make\n', time: 3 }];
    expect(readLogLines(pieces, { stepSeconds: 60 }).spans).toMatchObject([{ seconds: 57 }]);
    expect(readLogLines(pieces).spans).toMatchObject([{ seconds: null }]);
  });

  test('an image with many dashes in its name is labelled, and soon', () => {
    const name = 'a-'.repeat(200);
    const [span] = readText(`+ docker run ${name}b registry.test:5000/team/app:v1.2`).spans;
    expect(span?.label).toMatch(/^docker run (?:a-)+/);
    const [push] = readText('+ docker push registry.test:5000/team/app:v1.2').spans;
    expect(push?.label).toBe('docker push registry.test:5000/team/app:<tag>');
  });

  test('one echo that spans several lines is one command', () => {
    const spans = spansOf(readText('+ if true\nthen\n  make\nfi\n\nmade\n+ next'));
    expect(spans).toEqual(['command ? if true', 'command ? next']);
  });

  test.each([
    ['a list of pnpm', 'dependencies:\n+ left-pad 1.3.0\n+ @acme/web 2.0.0 (2.1.0 is available)'],
    ['a diff', 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n same\n+ added\n+ and this\n-gone'],
    ['a report of a test', '- Expected\n+ Received\n\n- one\n+ two'],
    ['a bar', '++++++++\n+'],
    ['a plan of terraform', '  + resource "x" "y" {'],
    ['a traced script inside a script', '++ nested'],
    [
      'an error of PowerShell',
      'At line:1 char:1\r\n+ docker build .\r\n+ ~~~~~~~~~~~~~~\r\n    + CategoryInfo : x',
    ],
  ])('%s echoes none', (_, log) => {
    expect(spansOf(readText(log))).toEqual([]);
  });

  test('a list before a command hides nothing', () => {
    expect(spansOf(readText('+ ls\n- one\n- two\n+ make'))).toEqual(['command ? ls', 'command ? make']);
  });

  test('the next command after a diff is one again', () => {
    const log = '+ git diff\n@@ -1 +1,2 @@\n-a\n+ b\n+c\n+ make';
    expect(spansOf(readText(log))).toEqual(['command ? git diff', 'command ? make']);
  });

  test('a traced script inside a layer is no command, and does not end the build', () => {
    const log = CLASSIC.replace(
      'Step 3/3 : COPY . .',
      'Step 3/3 : RUN set -x; make\n ---> Running in 3123456789ab\n\u001b[91m+ make\n\u001b[0m+ make install\nRemoving intermediate container 3123456789ab',
    );
    const reading = readText(`+ docker build .\n${log}\n+ docker push x`);
    expect(reading.spans.filter(span => span.kind === 'command').map(span => span.text)).toEqual([
      'docker build .',
      'docker push x',
    ]);
    expect(countsOf(reading, 'docker-classic')).toBe('1/1');
  });
});

describe('layers', () => {
  test('belong to their command, and have the seconds between steps', () => {
    const lines = CLASSIC.split('\n').map((text, index) => [index < 6 ? 1 : 9, text] as const);
    const reading = readTimed([[0, '+ docker build .'], ...lines]);
    expect(spansOf(reading)).toEqual([
      'command 9s docker build .',
      'layer 0s FROM alpine',
      'layer 8s hit RUN true',
      'layer 0s miss COPY . .',
    ]);
    expect(reading.spans.map(span => span.parent)).toEqual([null, 0, 0, 0]);
  });

  test('a build that was cut off leaves its last step unfinished, not missed', () => {
    const log = CLASSIC.split('\n').slice(0, 7).join('\n');
    expect(countsOf(readText(log), 'docker-classic')).toBe('1/0 unfinished 1');
  });

  test('several builds in one log begin their numbers again', () => {
    expect(countsOf(readText(`${CLASSIC}\n${CLASSIC}`), 'docker-classic')).toBe('2/2');
    const buildkit =
      '#1 [internal] load\n#1 DONE 0.0s\n#5 [2/3] RUN a\n#5 CACHED\n#6 [3/3] RUN b\n#6 DONE 12.5s';
    const twice = readText(`${buildkit}\n${buildkit}`);
    expect(countsOf(twice, 'buildkit')).toBe('2/2');
    expect(spansOf(twice).filter(span => span.includes('RUN b'))).toEqual([
      'layer 12.5s miss [3/3] RUN b',
      'layer 12.5s miss [3/3] RUN b',
    ]);
  });

  test('a header that comes again after another layer is the same layer', () => {
    const log = '#5 [2/3] RUN a\n#5 ...\n#6 [3/3] RUN b\n#6 DONE 1.0s\n#5 [2/3] RUN a\n#5 DONE 4.0s';
    expect(countsOf(readText(log), 'buildkit')).toBe('0/2');
  });

  test('what a layer prints cannot pass for the builder', () => {
    const log = '#5 [2/3] RUN a\n#5 0.512 #6 CACHED\n#5 1.2 Step 1/2 : FROM x\n#5 DONE 2.0s';
    expect(readText(log).caches).toMatchObject([{ tool: 'buildkit', hits: 0, misses: 1 }]);
  });
});

describe('text that only looks like a signal', () => {
  test.each([
    ['an arrow outside a build', ' ---> Using cache\n ---> Using cache'],
    ['what pip built', 'Successfully built legacy six'],
    ['a README that is printed', `+ cat README.md\n${CLASSIC}\nok  \tacme.test/a\t(cached)`],
    ['a search', '+ grep -r cache .\nlog: Using cached six-1.0.whl\nHit:1 http://deb.test x'],
  ])('%s does not count', (_, log) => {
    expect(readText(log).caches).toEqual([]);
  });
});

describe('the pieces of a log', () => {
  test('lines are put together, however they were cut', () => {
    const whole = readText(`+ docker build .\n${CLASSIC}\n`);
    for (const length of [1, 2, 7, 50]) {
      const text = `+ docker build .\n${CLASSIC}\n`;
      const pieces = Array.from({ length: Math.ceil(text.length / length) }, (_, index) => ({
        pos: index,
        out: text.slice(index * length, (index + 1) * length),
      }));
      expect(readLogLines([...pieces, { pos: pieces.length, out: '' }])).toEqual(whole);
    }
  });

  test('a line has the time of its first piece', () => {
    const pieces = [
      { pos: 0, out: '+ ma', time: 1 },
      { pos: 1, out: 'ke\n', time: 5 },
      { pos: 2, out: '+ next\nx', time: 9 },
    ];
    expect(readLogLines(pieces).spans).toMatchObject([
      { text: 'make', startSeconds: 1, seconds: 8 },
      { text: 'next', startSeconds: 9 },
    ]);
  });

  test('cards, colours, carriage returns and byte order marks are taken away', () => {
    const log = `\ufeff\u001b]1338;eyJhIjoxfQ==\u001b]0m\u001b[36m+ make\u001b[0m\n 10%\r 20%\rGet:1 http://deb.test a\r\n`;
    const reading = readText(log);
    expect(spansOf(reading)).toEqual(['command ? make']);
    expect(countsOf(reading, 'apt')).toBe('0/1');
    expect(reading.lines).toBe(2);
  });

  test('a log that lost its head says so', () => {
    expect(readLogLines([{ pos: 7, out: 'x\n', time: 1 }]).headTruncated).toBe(true);
    expect(readLogLines([{ pos: 0, out: '(log truncated)' }]).headTruncated).toBe(true);
    expect(readLogLines([{ pos: 0, out: 'x\n' }]).headTruncated).toBe(false);
  });

  test.each([
    '2024-12-10T11:44:32.559Z ',
    'Step #0: ',
    'remote: ',
    'Jul 20 10:11:12  │ ',
    'build\tunit\t2024-12-10T11:44:32.559Z ',
    '[build:12] ',
    'api-1  | ',
  ])('the prefix %j of a wrapper is taken away', prefix => {
    const log = CLASSIC.split('\n')
      .map(line => `${prefix}${line}`)
      .join('\n');
    expect(countsOf(readText(log), 'docker-classic')).toBe('1/1');
  });

  test('a secret masked inside a keyword is not guessed at', () => {
    const log = CLASSIC.replace('Using cache', 'Using ******');
    expect(countsOf(readText(log), 'docker-classic')).toBe('0/2');
  });
});

describe('a file', () => {
  test('in UTF-16 is read', () => {
    expect(countsOf(readLogBytes(Buffer.from(`\ufeff${CLASSIC}`, 'utf16le')), 'docker-classic')).toBe('1/1');
    expect(countsOf(readLogBytes(Buffer.from(CLASSIC, 'utf16le')), 'docker-classic')).toBe('1/1');
  });

  test.each([
    ['', /empty/],
    [' \n', /nothing but blanks/],
    ['null', /printed nothing/],
    ['[]', /no lines/],
    ['{"message":"not found"}', /JSON, but not a log of Drone/],
    ['[{"pos":0,"out":"a"},{"pos":1,"ou', /cut off or damaged/],
    ['[{"a":1}]', /JSON, but not a log of Drone/],
    ['\u0000\u0001\u0002\u0000\u0003ELF', /binary/],
  ])('%j is no log', (text, problem) => {
    expect(() => readLogBytes(Buffer.from(text))).toThrow(NotALogError);
    expect(() => readLogBytes(Buffer.from(text))).toThrow(problem);
  });

  test('text that begins like JSON is text', () => {
    expect(readText('[INFO] Downloaded from central: https://m.test/a.jar').lines).toBe(1);
  });
});
