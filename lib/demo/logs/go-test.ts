import { command } from './command';
import type { Act } from './log-writer';

const GO_PACKAGES = [
  'api',
  'cache',
  'config',
  'index',
  'query',
  'ranking',
  'store',
  'stream',
  'tokens',
  'wire',
];

/** `go test ./...`: packages that nothing touched come from the build cache. */
export function goTest(module: string, cachedRatio: number, failing: boolean, ms: number): Act {
  return command('go test -mod=vendor ./...', ms, log => {
    log.at(0.2).say(`?   \t${module}/cmd/server\t[no test files]`);
    for (const [index, name] of GO_PACKAGES.entries()) {
      log.at(0.25 + (0.7 * index) / GO_PACKAGES.length);
      const path = `${module}/internal/${name}`;
      if (failing && index === 6) {
        log.say(`--- FAIL: TestWindowIsClosed (0.04s)`);
        log.say(`    ${name}_test.go:${log.random.whole(20, 300)}: got 3, want 4`);
        log.say('FAIL');
        const text = `FAIL\t${path}\t${log.random.between(0.1, 9).toFixed(3)}s`;
        log.say(text, { kind: 'buildtool', tool: 'go-test', misses: 1 });
        continue;
      }
      if (log.random.chance(cachedRatio)) {
        log.say(`ok  \t${path}\t(cached)`, { kind: 'buildtool', tool: 'go-test', hits: 1 });
      } else {
        const text = `ok  \t${path}\t${log.random.between(0.02, 12).toFixed(3)}s`;
        log.say(text, { kind: 'buildtool', tool: 'go-test', misses: 1 });
      }
    }
    if (failing) log.at(0.98).say('FAIL');
  });
}
