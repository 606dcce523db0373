import { command } from './command';
import type { Act, LogWriter } from './log-writer';

/** pytest; a failing run ends with the failure and a summary. */
export function writePytest(
  log: LogWriter,
  files: readonly string[],
  failing: boolean,
  seconds: number,
): void {
  log.at(0.02).say('============================= test session starts ==============================');
  log.say('platform linux -- Python 3.12.4, pytest-8.2.2, pluggy-1.5.0');
  log.say('rootdir: /drone/src');
  log.at(0.04).say(`collected ${files.length * 27} items`);
  log.say('');
  for (const [index, file] of files.entries()) {
    const share = Math.round(((index + 1) * 100) / files.length);
    log.at(0.05 + (0.85 * index) / files.length);
    log.say(`tests/${file}.py ${'.'.repeat(log.random.whole(12, 40))} [${String(share).padStart(3)}%]`);
  }
  log.at(0.95).say('');
  if (failing) {
    log.say('=================================== FAILURES ===================================');
    log.say(`E       AssertionError: assert ${log.random.whole(2, 90)} == ${log.random.whole(91, 400)}`);
    log.say(`FAILED tests/${log.random.pick(files)}.py::test_totals_are_rounded - AssertionError`);
    log.at(0.98).say(`\x1b[31m1 failed, ${files.length * 27 - 1} passed in ${seconds.toFixed(2)}s\x1b[0m`);
    return;
  }
  log
    .at(0.98)
    .say(`\x1b[32m============= ${files.length * 27} passed in ${seconds.toFixed(2)}s =============\x1b[0m`);
}

const PYTHON_FILES = [
  'test_api',
  'test_models',
  'test_pricing',
  'test_repository',
  'test_events',
  'test_views',
];

export function pytest(text: string, failing: boolean, ms: number): Act {
  return command(text, ms, log => {
    // A dump of a fixture, longer than docker's frames, now and then.
    if (log.random.chance(0.04)) log.at(0.01).say(`fixtures: ${log.random.hex(8).repeat(2600)}`);
    writePytest(log, PYTHON_FILES, failing, ms / 1000);
  });
}
