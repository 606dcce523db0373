// npm runs a command in a shell, and passes no signal on to it: ended by a supervisor, it leaves all of it running.
import { readFileSync } from 'node:fs';

const LOOK_MS = 1_000;
const SCRIPTS = ['demo', 'dev', 'start'];

/** Ends this process in order once npm, or the shell that npm started it by, is gone. Does nothing without npm. */
export function endWithNpm() {
  const { npm_package_name: project, npm_lifecycle_event: script } = process.env;
  if (project !== 'buildhours' || !SCRIPTS.includes(script)) return;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  timer.unref();
}

/** Our parent and its parent: the shell and npm, or npm and whoever started it. Whoever loses its parent gets another. */
function ancestors() {
  return `${process.ppid} ${parentOf(process.ppid)}`;
}

/** Null where the system does not tell it so cheaply: there the shell's end must do. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return null;
  }
}
