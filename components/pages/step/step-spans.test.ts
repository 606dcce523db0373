import { expect, test } from 'vitest';
import type { MetricRows } from '@/lib/metrics/query';
import { shortenCommand, spansToBlame, splitSmall, sumUpSpans } from './step-spans';

type Span = MetricRows['step-spans'];

function span(label: string, totalMs: number, rest: Partial<Span> = {}): Span {
  return {
    ...{ repository: 'acme/api', pipeline: 'default', step: 'test', kind: 'command', tool: null, label },
    ...{ n: 10, logs: 10, stepMs: 100_000, timed: 10, p50Ms: totalMs / 10, p90Ms: totalMs / 10, totalMs },
    ...{ hits: 0, misses: 0, missMs: 0, firstMisses: 0 },
    ...rest,
  };
}

test('shares are of the time that the step took in the logs read', () => {
  const sums = sumUpSpans([span('pytest', 66_000), span('pip install', 28_000)], []);
  expect(sums?.commands.map(({ share }) => share)).toEqual([0.66, 0.28]);
  expect(sumUpSpans([span('pytest', 66_000, { stepMs: null })], [])?.commands[0]?.share).toBeNull();
  expect(sumUpSpans([], [])).toBeNull();
});

test('a command without look-ups of its own has what its tool found', () => {
  const caches = [{ kind: 'packages', tool: 'pip', hitRatio: 0.25 } as const];
  const sums = sumUpSpans([span('pip install -r requirements.txt', 1)], caches);
  expect(sums?.commands[0]).toMatchObject({ hitRatio: 0.25, tool: 'pip' });
});

test('the layer that was first to miss in most logs', () => {
  const layer = (label: string, firstMisses: number) =>
    span(label, 10, { kind: 'layer', hits: 1, misses: 3, missMs: 5, firstMisses });
  const sums = sumUpSpans([layer('COPY . .', 2), layer('WORKDIR /app', 7)], []);
  expect(sums?.firstMiss).toEqual({ label: 'WORKDIR /app', logs: 7, ofLogs: 9 });
  expect(sums?.layers[0]).toMatchObject({ hitRatio: 0.25, tool: null, missShare: 0.00005 });
});

test('small parts are set apart, but never the first three or a first miss', () => {
  const sums = sumUpSpans(
    [
      ...[90_000, 500, 400, 300].map((ms, index) => span(`command ${'abcd'[index]}`, ms)),
      span('WORKDIR /app', 200, { firstMisses: 3 }),
    ],
    [],
  );
  const { shown, small } = splitSmall(sums?.commands ?? []);
  expect(shown.map(({ span: { label } }) => label)).toEqual([
    'command a',
    'command b',
    'command c',
    'WORKDIR /app',
  ]);
  expect(small.map(({ span: { label } }) => label)).toEqual(['command d']);
});

test('to blame: what takes the most time, and what is seldom cached and takes a tenth of it', () => {
  const layer = span('RUN pip install', 40_000, { kind: 'layer', misses: 10, missMs: 40_000 });
  const cheap = span('COPY . .', 2_000, { kind: 'layer', misses: 10, missMs: 2_000 });
  const sums = sumUpSpans([span('docker build', 50_000), layer, cheap], []);
  const { longest, uncached } = sums === null ? { longest: null, uncached: null } : spansToBlame(sums);
  expect([longest?.span.label, uncached?.span.label]).toEqual(['docker build', 'RUN pip install']);
});

test.each([
  ['/usr/local/bin/docker build .', 'docker build .'],
  ['/bin/sh -c make', 'sh -c make'],
  ['/usr/sbin/dockerd', 'dockerd'],
  ['./bin/test', './bin/test'],
  ['/opt/app/bin/run', '/opt/app/bin/run'],
])('%s → %s', (label, short) => expect(shortenCommand(label)).toBe(short));

test('a trend has a gap where a week does not tell, and folded commands have none', () => {
  const row = (label: string, week: string, p50Ms: number) => ({
    ...{ repository: 'acme/api', pipeline: 'default', step: 'test', kind: 'command' as const },
    ...{ label, week, p50Ms },
  });
  const weeks = ['2026-03-02', '2026-03-09', '2026-03-16'];
  const rows = [
    row('pytest', '2026-03-02', 5),
    row('pytest', '2026-03-16', 7),
    row('make 1', '2026-03-02', 9),
  ];
  const spans = [span('pytest', 90_000), span('make 1', 2_000), span('make 2', 1_000)];
  const sums = sumUpSpans(spans, [], { weekly: { weeks, rows } });
  expect(sums?.commands.map(({ weeksMs }) => weeksMs)).toEqual([[5, null, 7], []]);
});
