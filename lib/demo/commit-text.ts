import { hashOf, hexOf, Random } from './random';

const VERBS = [
  'Add',
  'Fix',
  'Rework',
  'Drop',
  'Simplify',
  'Guard',
  'Move',
  'Speed up',
  'Log',
  'Retry',
  'Validate',
];
const THINGS = [
  'stock lookup',
  'address form',
  'rounding of totals',
  'carrier label preview',
  'webhook signature check',
  'empty basket',
  'index refresh',
  'time zone of cut-off',
  'export of invoices',
  'pagination of orders',
  'image variants',
  'feature flag for split parcels',
  'price list import',
  'health check',
  'session renewal',
  'quota counters',
  'cache key of the route matrix',
  'null customer <anonymous>',
  'error page & its tests',
];
const ENDS = [
  '',
  '',
  '',
  '',
  ' for guests',
  ' on retry',
  ' (part 2)',
  ' behind a flag',
  ' when the queue is full',
];

/** 40 hexadecimal digits; commit 0 is "there was none". */
export function shaOf(seed: number, commit: number): string {
  return commit === 0 ? '0'.repeat(40) : hexOf(40, seed, 'commit', commit);
}

export function titleOf(seed: number, commit: number): string {
  const random = new Random(hashOf(seed, 'title', commit));
  return `${random.pick(VERBS)} ${random.pick(THINGS)}${random.pick(ENDS)}`;
}

/** A branch name, as a developer would type it. */
export function branchOf(seed: number, commit: number): string {
  const words = titleOf(seed, commit)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${hashOf(seed, 'kind', commit) % 3 === 0 ? 'fix' : 'feature'}/${words}`;
}

const PACKAGES = [
  'pydantic',
  'vite',
  'typescript',
  'grpc',
  'testcontainers',
  'junit',
  'sentry-sdk',
  'pgx',
  'zod',
];

/** Title and branch of a dependency bot's pull request. */
export function updateOf(seed: number, commit: number): { title: string; branch: string } {
  const random = new Random(hashOf(seed, 'update', commit));
  const name = random.pick(PACKAGES);
  const version = `${random.whole(1, 9)}.${random.whole(0, 20)}.${random.whole(0, 9)}`;
  return { title: `Update dependency ${name} to v${version}`, branch: `${name}-${version}` };
}
