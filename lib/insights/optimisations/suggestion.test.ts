import { expect, test } from 'vitest';
import { readsLikeOne } from './suggestion';

test.each([
  'Speed up CI: cache pip layers',
  'Use a smaller base image',
  'ci: skip integration tests on docs',
  'Reduce docker build time',
  'Push plugin reuses layers (cache_from)',
  'Run tests in parallel, split the pipeline',
  'Faster tests',
  'Skip integration tests on docs',
])('%s', title => expect(readsLikeOne(title)).toBe(true));

test.each([
  'Fix a test',
  'Cache prices in the cart',
  'Add a faster search',
  'Bump docker cache action',
  'Revert "Use a smaller base image"',
  'New image on the landing page',
  'Speed up error page & its tests for guests',
  'Speed up image variants behind a flag',
])('not %s', title => expect(readsLikeOne(title)).toBe(false));
