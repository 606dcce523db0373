import type { MetricRows } from './registry';

/** What kinds of caches are called. */
export const CACHE_KIND_LABELS: Readonly<Record<MetricRows['cache-rates']['kind'], string>> = {
  layers: 'docker layers',
  registry: 'registry',
  packages: 'package managers',
  archive: 'restored archives',
  buildtool: 'build tools',
};
