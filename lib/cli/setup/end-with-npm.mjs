// npm runs a command in a shell, and passes no signal on to it: ended by a supervisor, it leaves all of it running.
import { readFileSync } from 'node:fs';

const LOOK_MS = 1_000;
const SCRIPTS = ['demo', 'dev', 'start'];

/** Ends this process in order once npm, or the shell that npm started it by, is gone. Does nothing without npm. */
export function endWithNpm() {
  const { npm_package_name: project, npm_lifecycle_event: script } = process.env;
  if (project !== 'buildhours' || !SCRIPTS.includes(script)) return;
  // Whoever loses its parent gets another.
  const { ppid: parent } = process;
  const npm = npmAbove(parent);
  const timer = setInterval(() => {
    const isLeft = process.ppid !== parent || (npm !== null && (parentOf(parent) ?? npm) !== npm);
    if (!isLeft) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  timer.unref();
}

/**
 * The process that must stay beside our parent: npm, where a shell is between. Null where the shell became us, as bash
 * does with its only command, so that our parent is npm, and who started npm may go; and where the system does not tell.
 *
 * @param {number} parent our own
 */
export function npmAbove(parent) {
  const [, option] = readOf(parent, 'cmdline')?.split('\0') ?? [];
  return option === '-c' ? parentOf(parent) : null;
}

function parentOf(pid) {
  const stat = readOf(pid, 'stat');
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function readOf(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return null;
  }
}
