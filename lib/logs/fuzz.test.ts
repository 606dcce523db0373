import { describe, expect, test } from 'vitest';
import { countsOf, readText } from '@/tests/world/log-readings';
import { TOOL_LOGS } from '@/tests/world/tool-logs';
import { LogReader } from './log-reader';
import { NotALogError, readLogBytes } from './read-log-bytes';
import { stableLabel } from './stable-label';

/** `FUZZ_LINES=1000000 npx vitest run --project pure lib/logs/fuzz.test.ts` for a long run. */
const LINES = Number(process.env.FUZZ_LINES ?? 60_000);
const LINES_PER_LOG = 2000;

/** What means something to the reader itself, or is only cut, and the lines of every tool. */
const SIGNALS = [
  ...`+ docker build -t x:1 .
+ cat README.md
+ set -x
+ echo + make
++ nested
+ sh -ex build.sh
+ Added support for x
@@ -1,9 +1,9 @@
At line:1 char:1
+ ~~~~~~
web:build: cache hit, replaying logs 01
> nx run web:build  [local cache]
INFO[0013] Running: [/bin/sh -c a]
\u001b]1338;eyJh
\u001b]0m
\u001b[91m+ x\u001b[0m
2026-01-05T10:11:12Z api-1  | [INFO] x
[10:11:12] [org.acme.Main] x`.split('\n'),
  ...new Set(TOOL_LOGS.flatMap(({ log }) => log.split(/[\n\r]/))),
];

/** What a log holds beside signals. */
const NOISE = [
  'compiling src/main.c',
  '  warning: unused variable `x` [-Wunused]',
  'Server listening at http://127.0.0.1:8080/',
  '    at Object.<anonymous> (/app/test.js:12:3)',
  '| name | value |',
  '=== RUN   TestThing/case_1',
  '{"a": [1, 2, {"b": null}]}',
  '50% [=====>     ] 1.2 MB/s eta 00:03',
  '',
  '\t',
];

/** A small generator of numbers that is the same on every machine. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(line: string, random: (below: number) => number): string {
  const at = random(line.length + 1);
  switch (random(8)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return line.slice(at) + line.slice(0, at);
    case 2:
      return `${line.slice(0, at)}${String.fromCharCode(random(0x3000))}${line.slice(at + 1)}`;
    case 3:
      return `${line.slice(0, at)}\r${line.slice(at)}`;
    case 4:
      return line.repeat(random(random(100) === 0 ? 2000 : 4));
    case 5:
      return `${line}******`;
    default:
      return line;
  }
}

describe('whatever the text', () => {
  test(
    `${LINES} mutated lines: nothing is thrown, counts are counts, spans are in order`,
    () => {
      const random = createRandom(20_261_124);
      for (let done = 0; done < LINES; done += LINES_PER_LOG) {
        const reader = new LogReader({ stepSeconds: random(2) === 0 ? null : 900 });
        for (let line = 0; line < LINES_PER_LOG; line += 1) {
          const text = mutate(SIGNALS[random(SIGNALS.length)] ?? '', random);
          reader.push(random(10) === 0 ? text : `${text}\n`, random(20) === 0 ? null : Math.floor(line / 9));
        }
        const { spans, caches } = reader.end();
        // One look at each log: a look at each span would take most of the time.
        const wrong = spans.filter(
          ({ firstLine, lastLine, seconds, text, label, parent }) =>
            lastLine < firstLine ||
            (seconds ?? 0) < 0 ||
            text.length > 300 ||
            label.length > 160 ||
            (parent !== null && spans[parent]?.kind !== 'command'),
        );
        expect(wrong).toEqual([]);
        for (const { kind: _, tool: __, ...counts } of caches) {
          for (const count of Object.values(counts)) expect(count ?? 0).toBeGreaterThanOrEqual(0);
        }
      }
    },
    30_000 + LINES / 10,
  );

  test('random bytes are read or refused in words', () => {
    const random = createRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const bytes = Uint8Array.from({ length: random(3000) }, () => random(round % 2 === 0 ? 256 : 128));
      try {
        expect(readLogBytes(bytes).lines).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(NotALogError);
      }
    }
  });

  test('a log without end keeps what is understood of it small', () => {
    const reader = new LogReader();
    for (let line = 0; line < 20_000; line += 1) reader.push(`+ command number ${line}\n`, line);
    const { spans, spansDropped, lines } = reader.end();
    expect([spans.length, spansDropped, lines]).toEqual([2000, 18_000, 20_000]);
  });

  test('one line of 5 MiB is cut, not kept', () => {
    const reader = new LogReader();
    for (let piece = 0; piece < 320; piece += 1) reader.push('x'.repeat(16_384), 1);
    reader.push('\n+ make\n', 2);
    expect(reader.end().spans).toMatchObject([{ text: 'make' }]);
  });
});

/** Parts of which commands grow; `@` stands for what changes from build to build. */
const PROGRAMS =
  'docker push|docker run --rm|podman push|skopeo copy|kubectl set image deploy/a|/kaniko/executor|helm upgrade a ./a|npm run build|make -C app|./deploy.sh|git push origin|FOO=bar ./x|sudo -E env|curl -fsSL|aws s3 cp|$TOOL|(cd a; ls)|python3 -m a'.split(
    '|',
  );
const ARGUMENTS =
  'registry.test:5000/team/app:@|--destination=registry.test/app:@|app=registry.test/app:@|--set image.tag=@|--set-string a.b.tag=@,c=d|--app-version @|IMAGE_VERSION=@|dist/app-@.tgz|--label a.b/c=@|--build-arg REV=@|-t x:@|/tmp/@/a|https://files.test/@/a?b=c|a_@_linux|"two words"|\'single $x\'|$(date)|$VAR|&& b|\\\n| --flag|-o=1|> out.txt|2>&1|| tee log|;'.split(
    '|',
  );
/** What a release changes is a version in every build, or a commit in every build. */
const CHANGES = [
  ['1.4.2', 'v1.10.0', '20.0.1-rc.1', '1.4.2+build.7', 'v2.0.0-5-g2b9304f'],
  ['2b9304f', '3ca4150', '12345678', 'e05605ec414618eab4a7a6aea8b38f6fbbcc8f08'],
];

function growCommand(random: (below: number) => number): string {
  const parts = Array.from({ length: 1 + random(6) }, () => ARGUMENTS[random(ARGUMENTS.length)] ?? '');
  return [PROGRAMS[random(PROGRAMS.length)], ...parts].join(' ').replace(/\n/g, '\\n').trim();
}

describe('whatever the command', () => {
  test('it is one command, under one label in every build', () => {
    const random = createRandom(20_261_128);
    for (let round = 0; round < 3000; round += 1) {
      const command = growCommand(random);
      const changes = CHANGES[random(CHANGES.length)] ?? [];
      const [one, other] = [0, 1].map(() => command.replaceAll('@', changes[random(changes.length)] ?? ''));
      expect([command, stableLabel(other ?? '')]).toEqual([command, stableLabel(one ?? '')]);
      const { spans } = readText(`+ ${one}\nsome output\n+ ls`);
      expect([command, spans.map(({ text }) => text)]).toEqual([command, [(one ?? '').slice(0, 300), 'ls']]);
    }
  });
});

describe('whatever is printed around a tool', () => {
  /** Statistics that go on from run to run. */
  const cumulative = new Set(['sccache', 'ccache']);
  /** Says of the whole log whether it told. */
  const told = TOOL_LOGS.filter(({ counts }) => counts !== null && !counts.includes('?'));

  test.each(told)('$tool: $says', ({ tool, log, counts }) => {
    const random = createRandom(7);
    for (let round = 0; round < 5; round += 1) {
      const noisy = log.split('\n').flatMap(line => {
        const noise = Array.from({ length: random(3) }, () => NOISE[random(NOISE.length)] ?? '');
        return [line, ...noise];
      });
      expect(countsOf(readText(noisy.join('\n')), tool)).toBe(counts);
    }
  });

  test.each(told.filter(({ tool }) => !cumulative.has(tool)))(
    '$tool twice: $says',
    ({ tool, log, counts }) => {
      const twice = counts?.replace(/\d+/g, count => String(2 * Number(count))) ?? null;
      expect(countsOf(readText(`+ one\n${log}\n+ two\n${log}`), tool)).toBe(twice);
    },
  );
});
