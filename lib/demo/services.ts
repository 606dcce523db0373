type RecipeName = 'python' | 'node' | 'go' | 'gradle' | 'web' | 'multi-arch' | 'monorepo';
export type PoolName = 'eu' | 'us' | 'arm';

/** A repository of the demo; all but the monorepo hold one service. */
export interface RepoSpec {
  id: number;
  namespace: string;
  name: string;
  slug: string;
  recipe: RecipeName;
  /** Which docker the push plugin brings along. */
  builder: 'classic' | 'buildkit';
  pool: PoolName;
  /** Size of the code base: 1 is usual. */
  size: number;
  /** Share of the team's work. */
  weight: number;
  branch: string;
  visibility: 'public' | 'private' | 'internal';
  active: boolean;
  protected: boolean;
  autoCancel: boolean;
  /** Names of the services inside. */
  services: readonly string[];
}

type Row = readonly [
  name: string,
  recipe: RecipeName,
  builder: 'classic' | 'buildkit',
  size: number,
  weight: number,
  rest?: Partial<RepoSpec>,
];

const STOREFRONT: readonly Row[] = [
  ['catalog-api', 'python', 'classic', 1.05, 3],
  ['cart-api', 'node', 'buildkit', 0.9, 2],
  ['checkout-web', 'node', 'buildkit', 1.1, 3, { autoCancel: true }],
  ['search-api', 'go', 'buildkit', 1, 2],
  ['media-resizer', 'python', 'classic', 0.8, 1, { visibility: 'internal' }],
  ['reviews-api', 'python', 'buildkit', 0.95, 2],
  ['storefront-web', 'web', 'buildkit', 1.1, 3, { autoCancel: true }],
  ['pricing-engine', 'gradle', 'classic', 1.1, 1],
];
const LOGISTICS: readonly Row[] = [
  ['orders-api', 'python', 'classic', 1.15, 3],
  ['route-planner', 'python', 'buildkit', 1.1, 2],
  ['warehouse-api', 'gradle', 'buildkit', 1, 2],
  ['tracking-api', 'go', 'classic', 0.95, 2],
  ['label-printer', 'python', 'classic', 0.85, 1],
  ['carrier-gateway', 'node', 'classic', 1, 2, { protected: true }],
  ['dispatch-web', 'node', 'buildkit', 1, 2, { autoCancel: true }],
];
const PLATFORM: readonly Row[] = [
  ['auth-api', 'go', 'classic', 1.05, 2, { protected: true }],
  ['billing-api', 'gradle', 'classic', 1.15, 2],
  ['notify-api', 'node', 'buildkit', 0.85, 1],
  ['report-builder', 'python', 'classic', 1, 2],
  ['edge-proxy', 'multi-arch', 'buildkit', 1, 1, { visibility: 'public', branch: 'master' }],
  [
    'backbone',
    'monorepo',
    'buildkit',
    1,
    4,
    { services: ['ledger', 'invoices', 'quotas', 'audit-log', 'webhooks'] },
  ],
];

function reposOf(namespace: string, pool: PoolName, rows: readonly Row[], firstId: number): RepoSpec[] {
  return rows.map(([name, recipe, builder, size, weight, rest], index) => ({
    id: firstId + index,
    namespace,
    name,
    slug: `${namespace}/${name}`,
    recipe,
    builder,
    pool,
    size,
    weight,
    branch: 'main',
    visibility: 'private',
    active: true,
    protected: false,
    autoCancel: false,
    services: [name],
    ...rest,
  }));
}

/** 21 repositories at work, which hold 25 services, and two that were switched off. */
export const REPOS: readonly RepoSpec[] = [
  ...reposOf('storefront', 'eu', STOREFRONT, 11),
  ...reposOf('logistics', 'us', LOGISTICS, 24),
  ...reposOf('platform', 'eu', PLATFORM, 37),
  ...reposOf('storefront', 'eu', [['shop-classic', 'gradle', 'classic', 1, 0, { active: false }]], 4),
  ...reposOf('platform', 'eu', [['drone-sandbox', 'go', 'classic', 1, 0, { active: false }]], 7),
];
