import { DAY_S, HOUR_S, isWeekend, workingDaysBefore } from './calendar';

export type StoryKey =
  | 'small-base-image'
  | 'cached-layers'
  | 'push-sees-cache'
  | 'runners-moved'
  | 'store-lost';

/** Something that changed build times on a known date, on some services only. */
export interface StoryEvent {
  key: StoryKey;
  kind: 'optimisation' | 'regression';
  title: string;
  /** Builds created from this instant on are affected. */
  at: Date;
  /** Slugs of the repositories; each is one service here. */
  repos: readonly string[];
  /** Names of the affected steps. */
  steps: readonly string[];
  /** Expected change of the median of those steps together, for a service of usual size; negative is faster. */
  effectSeconds: number;
  /** Hours of work that it took; null for what nobody meant to do. */
  hoursSpent: number | null;
  /** Login. */
  by: string | null;
}

interface Draft extends Omit<StoryEvent, 'at'> {
  /** Whole weeks before the origin, moved to a working day; null for the regression. */
  weeksBefore: number | null;
}

const DRAFTS: readonly Draft[] = [
  {
    key: 'small-base-image',
    kind: 'optimisation',
    title: 'Own small base image with only what is needed',
    weeksBefore: 20,
    repos: ['storefront/catalog-api', 'storefront/reviews-api', 'logistics/orders-api'],
    steps: ['test', 'publish'],
    effectSeconds: -86,
    hoursSpent: 14,
    by: 'ole-reinders',
  },
  {
    key: 'cached-layers',
    kind: 'optimisation',
    title: 'Tests run inside cached docker layers, requirements are no longer reinstalled by step commands',
    weeksBefore: 15,
    repos: ['logistics/route-planner', 'platform/report-builder'],
    steps: ['test'],
    effectSeconds: -100,
    hoursSpent: 18,
    by: 'anjali-kurup',
  },
  {
    key: 'push-sees-cache',
    kind: 'optimisation',
    title: 'The push plugin sees the docker cache (cache_from)',
    weeksBefore: 10,
    repos: [
      'storefront/catalog-api',
      'storefront/search-api',
      'logistics/carrier-gateway',
      'platform/billing-api',
    ],
    steps: ['publish'],
    effectSeconds: -58,
    hoursSpent: 6,
    by: 'sabine-kuehl',
  },
  {
    key: 'runners-moved',
    kind: 'optimisation',
    title: 'Runners of the logistics team moved to the region of the registry',
    weeksBefore: 5,
    repos: [
      'logistics/orders-api',
      'logistics/route-planner',
      'logistics/warehouse-api',
      'logistics/tracking-api',
      'logistics/label-printer',
      'logistics/carrier-gateway',
      'logistics/dispatch-web',
    ],
    steps: ['publish'],
    effectSeconds: -5,
    hoursSpent: 9,
    by: 'vikram-s',
  },
  {
    key: 'store-lost',
    kind: 'regression',
    title: 'The pnpm store is no longer found: its path changed with a new node image',
    weeksBefore: null,
    repos: ['storefront/checkout-web'],
    steps: ['install'],
    effectSeconds: 66,
    hoursSpent: null,
    by: 'jonasw',
  },
];

/** The known dates, counted back from the day of the origin; the regression is nine working days old. */
export function storyOf(originDay: number): StoryEvent[] {
  return DRAFTS.map(({ weeksBefore, ...event }) => {
    let day = weeksBefore === null ? workingDaysBefore(originDay, 9) : originDay - weeksBefore * 7;
    while (isWeekend(day)) day += 1;
    return { ...event, at: new Date((day * DAY_S + 6 * HOUR_S) * 1000) };
  });
}
