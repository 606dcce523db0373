import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { countsOf, readText, spansOf } from '@/tests/world/log-readings';
import { readLogLines } from './read-log-lines';

const START = Date.UTC(2026, 0, 5, 10);

interface Told {
  name: string;
  /** Seconds since the build began. */
  from?: number;
  until?: number;
  cached?: boolean;
  error?: string;
}

const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const digestOf = (name: string) => `sha256:${createHash('sha256').update(name).digest('hex')}`;

function vertexes(...told: readonly Told[]): string {
  const list = told.map(({ name, from, until, ...rest }) => ({
    digest: digestOf(name),
    name,
    ...(from === undefined ? {} : { started: at(from) }),
    ...(until === undefined ? {} : { completed: at(until) }),
    ...rest,
  }));
  return JSON.stringify({ vertexes: list });
}

function printed(name: string, text: string, seconds: number): string {
  const data = Buffer.from(text).toString('base64');
  return JSON.stringify({ logs: [{ vertex: digestOf(name), stream: 1, data, timestamp: at(seconds) }] });
}

const MAKE = '[3/3] RUN make';
const BUILD = [
  vertexes({ name: '[internal] load build definition from Dockerfile', from: 0, until: 0.1 }),
  vertexes(
    { name: '[1/3] FROM docker.io/library/alpine' },
    { name: '[2/3] RUN apk add git' },
    { name: MAKE },
  ),
  vertexes({ name: '[2/3] RUN apk add git', from: 1, until: 1, cached: true }),
  vertexes({ name: MAKE, from: 1.25 }),
  printed(MAKE, 'Collecting six\n  Using cached six-1.16-py3-none-any.whl (11 kB)\n+ echo no com', 2),
  printed(MAKE, 'mand\n', 3),
  vertexes({ name: MAKE, from: 1.25, until: 8.75 }),
].join('\n');

describe("BuildKit's stream", () => {
  test('has its layers with their seconds, and what they printed for the tools that ran in them', () => {
    const reading = readText(`+ docker buildx build --progress=rawjson .\n${BUILD}`);
    expect(spansOf(reading)).toEqual([
      'command ? docker buildx build --progress=rawjson .',
      'layer 0.1s [internal] load build definition from Dockerfile',
      'layer 0s hit [2/3] RUN apk add git',
      'layer 7.5s miss [3/3] RUN make',
    ]);
    expect(countsOf(reading, 'pip')).toBe('1/0');
  });

  test('a vertex that works again has the seconds of all its times', () => {
    const name = '[2/3] RUN one';
    const fetched = [
      vertexes({ name, from: 1, until: 1, cached: true }),
      vertexes({ name, from: 2, cached: true }),
      vertexes({ name, from: 2, until: 8, cached: true }),
      vertexes({ name: MAKE, from: 1, until: 2 }),
      vertexes({ name: MAKE, from: 1, until: 2 }),
      vertexes({ name: MAKE, from: 4, until: 7 }),
    ];
    expect(spansOf(readText(fetched.join('\n')))).toEqual([
      'layer 6s hit [2/3] RUN one',
      'layer 4s miss [3/3] RUN make',
    ]);
  });

  test('failed, cancelled, never begun, and cut off in the middle of a line', () => {
    const log = [
      vertexes({ name: '[2/5] RUN a', from: 1 }, { name: '[3/5] RUN b', from: 1 }, { name: '[4/5] RUN c' }),
      vertexes({ name: '[2/5] RUN a', from: 1, until: 5, error: 'process did not complete\nsuccessfully' }),
      vertexes({ name: '[3/5] RUN b', from: 1, until: 5, error: 'context canceled' }),
      vertexes({ name: '[5/5] RUN d', from: 1 }),
      vertexes({ name: '[5/5] RUN d', from: 1, until: 9 }).slice(0, -20),
    ];
    expect(countsOf(readText(log.join('\n')), 'buildkit')).toBe('0/0 failed 1 unfinished 1');
  });

  test('the builds of a script, the second of which finds what the first built', () => {
    const next = [
      vertexes({ name: '[internal] load build definition from web.Dockerfile', from: 20, until: 20.1 }),
      vertexes({ name: '[2/3] RUN apk add git', from: 21, until: 21, cached: true }),
      vertexes({ name: MAKE, from: 21, until: 21, cached: true }),
    ];
    expect(countsOf(readText(`${BUILD}\n${next.join('\n')}`), 'buildkit')).toBe('3/1');
    expect(countsOf(readText(`+ one\n${BUILD}\n+ two\n${BUILD}`), 'buildkit')).toBe('2/2');
  });

  test('as what a task of turborepo printed, unless it is printed again', () => {
    const asTask = (task: string) => BUILD.replace(/^/gm, `${task}: `);
    const log = `web:image: cache miss, executing 01
api:image: cache hit, replaying logs 02
${asTask('web:image')}
${asTask('api:image')}`;
    expect(countsOf(readText(log), 'buildkit')).toBe('1/1');
  });

  test('the definitions of a bake file are of one build', () => {
    const bake = [
      vertexes({ name: '[api internal] load build definition from Dockerfile', from: 0, until: 0.1 }),
      vertexes({ name: '[api 2/2] RUN a', from: 0.2 }),
      vertexes({ name: '[web internal] load build definition from Dockerfile', from: 0.3, until: 0.4 }),
      vertexes({ name: '[web 2/2] RUN b', from: 0.5, until: 2 }),
      vertexes({ name: '[api 2/2] RUN a', from: 0.2, until: 3 }),
    ];
    expect(countsOf(readText(bake.join('\n')), 'buildkit')).toBe('0/2');
  });

  test.each(['', '2026-01-05T10:11:12.123Z api-1  | '])(
    'is read in lines longer than others, behind %j, however the runner cut them',
    prefix => {
      const told = Array.from({ length: 80 }, (_, index) => ({
        name: `[${index + 2}/81] RUN step-${index} ${'x'.repeat(150)}`,
        from: 1,
        until: 3,
        cached: index < 50,
      }));
      const line = `${prefix}${vertexes(...told)}\n`;
      expect(line.length).toBeGreaterThan(16_384);
      const pieces = Array.from({ length: Math.ceil(line.length / 4096) }, (_, pos) => ({
        pos,
        out: line.slice(pos * 4096, (pos + 1) * 4096),
        time: pos,
      }));
      expect(countsOf(readLogLines(pieces), 'buildkit')).toBe('50/30');
    },
  );
});

describe("docker's API and go test", () => {
  test('a line is put together after the command that it belongs to', () => {
    const log = `+ ./build.sh
{"stream":"Step 1/2 : FROM alpine"}
{"stream":"\\n"}
{"stream":" ---\\u003e 0123456789ab\\n"}
{"stream":"Step 2/2 : RUN make"}
{"stream":"\\n"}
{"stream":" ---\\u003e Using cache\\n"}
+ ./push.sh`;
    expect(
      readText(log).spans.map(({ text, firstLine, lastLine, parent }) => [text, firstLine, lastLine, parent]),
    ).toEqual([
      ['./build.sh', 1, 7, null],
      ['FROM alpine', 3, 5, 0],
      ['RUN make', 6, 7, 0],
      ['./push.sh', 8, 8, null],
    ]);
  });

  test('what they hold is no command, and a printed one is nobody’s', () => {
    const log =
      '{"stream":"+ make all\\n+ make"}\n{"status":"+ ls"}\n{"Action":"output","Output":"+ cd a\\n"}';
    expect(spansOf(readText(log))).toEqual([]);
    const built = '{"Action":"output","Output":"ok  \\tacme.test/a\\t(cached)\\n"}';
    expect(readText(`+ cat report.json\n${built}`).caches).toEqual([]);
    expect(countsOf(readText(built), 'go-test')).toBe('1/0');
    expect(countsOf(readText(`#5 [2/2] RUN go test -json\n#5 1.2 ${built}\n#5 DONE 2.0s`), 'go-test')).toBe(
      '1/0',
    );
  });

  test.each([
    '{"status":"Already exists","id":"0123456789ab","user":"ada"}',
    '{"stream":{"app":"web"},"values":[]}',
    '{"error":"not found"}',
    '{"Time":"now","level":"info"}',
    '{"logs":{}}',
    '{"stream":"cut off',
  ])('%s is another program’s', line => {
    expect(readText(`${line}\n${line}`).caches).toEqual([]);
  });
});
