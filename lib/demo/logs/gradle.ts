import { command } from './command';
import type { Act, LogWriter } from './log-writer';

const GRADLE_TASKS = [
  ':compileJava',
  ':processResources',
  ':classes',
  ':compileTestJava',
  ':checkstyleMain',
  ':test',
  ':integrationTest',
  ':jar',
  ':bootJar',
  ':check',
  ':build',
];

/** Gradle with a build cache; the last line sums up what was executed and what was not. */
export function gradleBuild(cachedRatio: number, failing: boolean, ms: number): Act {
  return command('./gradlew --no-daemon --build-cache build', ms, log => {
    log.at(0.03).say('To honour the JVM settings for this build a single-use Daemon process will be forked.');
    const counts = { executed: 0, fromCache: 0, upToDate: 0 };
    for (const [index, task] of GRADLE_TASKS.entries()) {
      log.at(0.08 + (0.85 * index) / GRADLE_TASKS.length);
      if (failing && task === ':integrationTest') {
        counts.executed += 1;
        log.say(`> Task ${task} FAILED`);
        break;
      }
      const mark = task === ':classes' ? ' UP-TO-DATE' : log.random.chance(cachedRatio) ? ' FROM-CACHE' : '';
      if (mark === '') counts.executed += 1;
      else if (mark === ' FROM-CACHE') counts.fromCache += 1;
      else counts.upToDate += 1;
      log.say(`> Task ${task}${mark}`);
    }
    log.at(0.96).say('');
    const seconds = Math.round(ms / 1000);
    const took = seconds >= 60 ? `${Math.floor(seconds / 60)}m ${seconds % 60}s` : `${seconds}s`;
    log.say(failing ? `BUILD FAILED in ${took}` : `BUILD SUCCESSFUL in ${took}`);
    writeGradleSummary(log, counts);
  });
}

function writeGradleSummary(
  log: LogWriter,
  counts: { executed: number; fromCache: number; upToDate: number },
): void {
  const total = counts.executed + counts.fromCache + counts.upToDate;
  const parts = [
    counts.executed > 0 ? `${counts.executed} executed` : '',
    counts.fromCache > 0 ? `${counts.fromCache} from cache` : '',
    counts.upToDate > 0 ? `${counts.upToDate} up-to-date` : '',
  ].filter(part => part !== '');
  log.say(`${total} actionable tasks: ${parts.join(', ')}`, {
    kind: 'buildtool',
    tool: 'gradle',
    hits: counts.fromCache,
    misses: counts.executed,
  });
}
