import { command } from './command';
import type { Act } from './log-writer';

/** A test runner of the browser world. */
export function vitest(text: string, failing: boolean, ms: number): Act {
  return command(text, ms, log => {
    const files = log.random.whole(9, 16);
    log.at(0.05).say(' RUN  v3.2.4 /drone/src');
    for (let index = 0; index < files; index++) {
      log.at(0.08 + (0.8 * index) / files);
      log.say(
        ` \x1b[32m✓\x1b[39m src/part-${index}.test.ts (${log.random.whole(2, 40)} tests) ${log.random.whole(8, 900)}ms`,
      );
    }
    if (failing) {
      log.at(0.9).say(' \x1b[31mFAIL\x1b[39m src/totals.test.ts > rounds half up');
      log.say('- Expected');
      log.say('+ Received');
      log.say('- 12.35');
      log.say('+ 12.34');
    }
    log
      .at(0.97)
      .say(` Test Files  ${failing ? '1 failed | ' : ''}${files - (failing ? 1 : 0)} passed (${files})`);
    log.say(`   Duration  ${(ms / 1000).toFixed(2)}s`);
  });
}
