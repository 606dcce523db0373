import { describe, expect, test } from 'vitest';
import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';
import { type BookSeries, SeriesBook } from './series-book';
import { type Grouping, SeriesScope } from './series-scope';

/** Of two repositories: `mono` has a pipeline for two services and one of its own; `web` is one service. */
const SERIES: BookSeries[] = [
  ...of(1, 'acme/mono', [
    ['', '', 'mono'],
    ['ci', '', 'mono'],
    ['ci', 'clone', 'mono'],
    ['ci', 'api-build', 'api'],
    ['ci', 'shop-build', 'shop'],
    ['ci', 'lint', 'mono'],
    ['docs', '', 'docs'],
    ['docs', 'clone', 'docs'],
    ['docs', 'render', 'docs'],
  ]),
  ...of(2, 'acme/web', [
    ['', '', 'web'],
    ['ci', '', 'web'],
    ['ci', 'clone', 'web'],
    ['ci', 'test', 'web'],
  ]),
  // All of its builds broke before a step ran, or have nothing but a clone.
  ...of(3, 'acme/broken', [['', '', 'broken']]),
  ...of(4, 'acme/bare', [
    ['', '', 'bare'],
    ['ci', '', 'bare'],
    ['ci', 'clone', 'bare'],
  ]),
];

function of(
  repoId: number,
  repository: string,
  rows: Array<[pipeline: string, step: string, service: string]>,
): BookSeries[] {
  return rows.map(([pipeline, step, service], index) => ({
    id: repoId * 10 + index,
    repoId,
    repository,
    pipeline,
    step,
    service,
    team: service === 'api' || service === 'mono' ? 'blue' : service === 'shop' ? 'red' : 'grey',
  }));
}

const book = new SeriesBook(
  [
    { id: 1, slug: 'acme/mono', serverId: 1 },
    { id: 2, slug: 'acme/web', serverId: 1 },
    { id: 3, slug: 'acme/broken', serverId: 1 },
    { id: 4, slug: 'acme/bare', serverId: 1 },
    { id: 5, slug: 'acme/empty', serverId: 1 },
  ],
  SERIES,
  new Map(),
);

function scope(filter: Partial<MetricFilter>): SeriesScope {
  return new SeriesScope(book, { ...metricFilterSchema.parse({}), ...filter });
}

/** Groups in words: their steps, and the pipelines where these lie. */
function groups(filter: Partial<MetricFilter>, repoId: number, by: Grouping = 'none'): string[] {
  const names = (marks: Uint8Array) =>
    SERIES.filter(({ id }) => marks[id] === 1).map(s => s.step || s.pipeline);
  return scope(filter)
    .groupsOf(repoId, by)
    .map(({ key, isWhole, steps, pipelines }) =>
      isWhole ? `${key}: whole` : `${key}: ${names(steps).join(' ')} in ${names(pipelines).join(' ')}`,
    );
}

describe('groups of a repository', () => {
  test.each<[string, Partial<MetricFilter>, number, Grouping, string[]]>([
    ['all of it', {}, 1, 'none', [': whole']],
    [
      'by service',
      {},
      1,
      'service',
      ['api: api-build in ci', 'docs: render in docs', 'mono: lint in ci', 'shop: shop-build in ci'],
    ],
    [
      'by team',
      {},
      1,
      'team',
      ['blue: api-build lint in ci', 'grey: render in docs', 'red: shop-build in ci'],
    ],
    ['by repository', {}, 1, 'repository', ['acme/mono: whole']],
    ['a service that is all of it', {}, 2, 'service', ['web: whole']],
    ['a service that is a part of it', { service: 'api' }, 1, 'none', [': api-build in ci']],
    ['a team', { team: 'blue' }, 1, 'service', ['api: api-build in ci', 'mono: lint in ci']],
    ['a pipeline', { pipeline: 'ci' }, 1, 'none', [': api-build shop-build lint in ci']],
    ['the only pipeline', { pipeline: 'ci' }, 2, 'none', [': whole']],
    ['a step', { step: 'test' }, 2, 'none', [': test in ci']],
    ['clone, when it is asked for', { step: 'clone' }, 1, 'none', [': clone clone in ci docs']],
    ['clone does not tell services apart', {}, 2, 'service', ['web: whole']],
    ['nothing but a clone', {}, 4, 'service', ['bare: whole']],
    ['no step ever ran', {}, 3, 'service', ['broken: whole']],
    ['no step ever ran, and one is asked for', { step: 'test' }, 3, 'none', []],
    ['another service', { service: 'web' }, 1, 'none', []],
    ['a service that is not there', { service: 'nothing' }, 1, 'service', []],
    ['a repository without series', {}, 5, 'none', []],
  ])('%s', (_, filter, repoId, by, expected) => {
    expect(groups(filter, repoId, by)).toEqual(expected);
  });
});

describe('repositories in scope', () => {
  const ids = (filter: Partial<MetricFilter>) => {
    const { repoIds, lostRepoIds } = scope(filter);
    return [repoIds, lostRepoIds].map(found => (found === null ? 'all' : [...found].join(' ')));
  };

  test.each<[Partial<MetricFilter>, string, string]>([
    [{}, 'all', 'all'],
    [{ branch: 'default', event: 'push' }, 'all', 'all'],
    [{ service: 'api' }, '1', '1'],
    [{ team: 'grey' }, '1 2 3 4', '1 2 3 4'],
    [{ repository: 'acme/web' }, '2', '2'],
    [{ repository: 'acme/empty' }, '5', ''],
    [{ pipeline: 'ci' }, '1 2 4', '1 2 4'],
    [{ repository: 'acme/web', service: 'api' }, '', ''],
    // A rerun of what builds the shop is borne by the pipeline's service: no one series is both.
    [{ service: 'mono', step: 'shop-build' }, '', '1'],
    [{ service: 'nothing' }, '', ''],
    [{ repository: 'no/such' }, '', ''],
  ])('%o', (filter, repoIds, lostRepoIds) => {
    expect(ids(filter)).toEqual([repoIds, lostRepoIds]);
  });
});
