import { command } from './command';
import type { Act } from './log-writer';

const TURBO_PACKAGES = [
  'ui',
  'config',
  'analytics',
  'checkout',
  'catalog',
  'account',
  'storefront',
  'e2e-kit',
];

/** turbo: tasks that nothing touched are replayed. */
export function turboBuild(cachedCount: number, ms: number): Act {
  return command('pnpm turbo run build', ms, log => {
    log.at(0.04).say(`• Packages in scope: ${TURBO_PACKAGES.map(name => `@lantern/${name}`).join(', ')}`);
    log.say(`• Running build in ${TURBO_PACKAGES.length} packages`);
    for (const [index, name] of TURBO_PACKAGES.entries()) {
      const hash = log.random.hex(16);
      log.at(0.08 + (0.8 * index) / TURBO_PACKAGES.length);
      const isHit = index < cachedCount;
      log.say(`@lantern/${name}:build: cache ${isHit ? 'hit, replaying logs' : 'miss, executing'} ${hash}`, {
        kind: 'buildtool',
        tool: 'turbo',
        hits: isHit ? 1 : 0,
        misses: isHit ? 0 : 1,
      });
      log.say(`@lantern/${name}:build: vite v6.3.5 building for production...`);
      log.say(`@lantern/${name}:build: \x1b[32m✓ built in ${log.random.between(1, 9).toFixed(2)}s\x1b[39m`);
    }
    const total = TURBO_PACKAGES.length;
    log.at(0.96).say('');
    log.say(` Tasks:    ${total} successful, ${total} total`);
    log.say(`Cached:    ${cachedCount} cached, ${total} total`, {
      kind: 'buildtool',
      tool: 'turbo',
      hits: cachedCount,
      misses: total - cachedCount,
      sumsUp: true,
    });
    log.say(`  Time:    ${(ms / 1000).toFixed(3)}s `);
  });
}
