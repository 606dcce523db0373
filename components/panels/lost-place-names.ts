import type { MetricRows } from '@/lib/metrics/query';

/** Where hours are lost that no single step holds. */
export const LOST_PLACE_NAMES: Readonly<Record<Exclude<MetricRows['lost-places']['kind'], 'step'>, string>> =
  {
    'other steps': 'all other steps',
    queue: 'queue',
    setup: 'set-up',
    switch: 'context switching',
  };
