import { expect, test } from 'vitest';
import type { MetricRows } from '@/lib/metrics/query';
import { foldSpans } from './fold-spans';

type Span = MetricRows['step-spans'];

function span(label: string, totalMs: number, rest: Partial<Span> = {}): Span {
  return {
    ...{ repository: 'acme/api', pipeline: 'default', step: 'test', kind: 'command', tool: null, label },
    ...{ n: 1, logs: 10, stepMs: 100_000, timed: 1, p50Ms: totalMs, p90Ms: totalMs, totalMs },
    ...{ hits: 0, misses: 0, missMs: 0, firstMisses: 0 },
    ...rest,
  };
}

const folded = (...labels: string[]) =>
  foldSpans(labels.map((label, index) => span(label, 10 - index))).map(row => [row.span.label, row.folded]);

test('numbers, hashes, versions and temporary paths are no difference', () => {
  expect(folded('deploy --build 17', 'deploy --build 18')).toEqual([['deploy --build 17', 2]]);
  expect(folded('git checkout 1f3c9aa', 'git checkout 77e01bd2')).toHaveLength(1);
  expect(folded('npm publish a-1.2.3.tgz', 'npm publish a-1.3.0-rc.1.tgz')).toHaveLength(1);
  expect(folded('sh /tmp/x8fj/run', 'sh /tmp/9skw/run')).toHaveLength(1);
});

test('other words are a difference', () => {
  expect(folded('go test ./a', 'go test ./b')).toHaveLength(2);
  expect(folded('make deadbeef', 'make facade')).toHaveLength(2);
});

test('sums are kept, percentiles of several are not known, layers stay apart', () => {
  const [row, ...others] = foldSpans([span('run 1', 5, { hits: 1 }), span('run 2', 7, { misses: 2 })]);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    folded: 2,
    span: { label: 'run 2', totalMs: 12, n: 2, hits: 1, misses: 2, p50Ms: null },
  });
  const layers = ['RUN 1', 'RUN 2'].map(label => span(label, 5, { kind: 'layer' }));
  expect(foldSpans(layers)).toHaveLength(2);
});
