import fc from 'fast-check';
import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';

/** Mostly one or two narrowings at once, so that something is left. */
export const aFilter: fc.Arbitrary<MetricFilter> = fc
  .record({
    range: fc.oneof(
      fc.constantFrom(
        '4w',
        '7d',
        '28d',
        '90d',
        '26w',
        '1y',
        '2026-03-02..2026-05-10',
        '2026-03-29..2026-03-29',
      ),
      fc
        .tuple(fc.nat(60), fc.nat(40))
        .map(([from, length]) => `${dayAfter(from)}..${dayAfter(from + length)}`),
    ),
    bucket: fc.constantFrom('auto' as const, 'day' as const, 'week' as const),
    team: seldom('blue', 'red', 'grey', 'acme', 'nobody'),
    service: seldom(
      'api',
      'shop',
      'acme/mono',
      'suite/search',
      'suite/all',
      'tools',
      'acme/web',
      'acme/api',
      'nothing',
    ),
    repository: seldom('acme/mono', 'acme/suite', 'acme/web', 'tools/lib', 'no/such'),
    pipeline: seldom('ci', 'release', 'search', 'deploy', 'none'),
    step: seldom('clone', 'test', 'build', 'api-test', 'shop-build', 'lint', 'docker push', 'none'),
    branch: fc.constantFrom(
      'all' as const,
      'all' as const,
      'all' as const,
      'default' as const,
      'others' as const,
    ),
    event: fc.constantFrom(
      ...([
        'all',
        'all',
        'all',
        'code',
        'code',
        'push',
        'pull_request',
        'promote',
        'cron',
        'tag',
        'other',
      ] as const),
    ),
    switches: fc.constantFrom('in' as const, 'in' as const, 'out' as const),
  })
  .map(filter => metricFilterSchema.parse(filter));

function seldom(...names: string[]): fc.Arbitrary<string | null> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...names) },
  );
}

function dayAfter(days: number): string {
  return new Date(Date.parse('2026-02-25T00:00:00Z') + days * 86_400_000).toISOString().slice(0, 10);
}
