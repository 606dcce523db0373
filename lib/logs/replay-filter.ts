const TURBO_LINE = /^((?:@[\w.-]+\/)?[\w.-]+:[\w:.-]+): (.*)$/;
const TURBO_STATE = /^cache (hit|miss|bypass)\b/;
const NX_TASK = /^> nx run (\S+?)(?:\s+\[([^\]]+)\])?$/;
const NX_CACHED = /cache|existing outputs match/;
/** More tasks than any build has. */
const TASKS_KEPT = 10_000;
const GREATER = 62;
const NX_END = /^(?:NX |———|Nx read |Lerna read )/;

/**
 * Build tools print the old output of a task again when its result comes from the cache. Such lines tell
 * of an earlier build and must not count again.
 */
export class ReplayFilter {
  /** Turbo's tasks by name; true: replayed. */
  private readonly tasks = new Map<string, boolean>();
  private isNxReplay = false;

  /** A new command began: what it prints is no replay, whether or not the one before was closed. */
  reset(): void {
    this.tasks.clear();
    this.isNxReplay = false;
  }

  /**
   * @param line without blanks at its ends
   * @param colon where its first `: ` is, -1 where there is none
   * @returns the line as tools should see it: the task's own output without the task's name, the line itself,
   * or null where it is a replay
   */
  pass(line: string, colon: number): string | null {
    if (line.charCodeAt(0) === GREATER && line.startsWith('> nx run ')) return this.passNxTask(line);
    if (this.isNxReplay) {
      if (!NX_END.test(line)) return null;
      this.isNxReplay = false;
    }
    if (colon <= 0 || (this.tasks.size === 0 && !line.startsWith('cache ', colon + 2))) return line;
    return this.passTurbo(line);
  }

  private passNxTask(line: string): string {
    const match = NX_TASK.exec(line);
    this.isNxReplay = match?.[2] !== undefined && NX_CACHED.test(match[2]);
    return line;
  }

  private passTurbo(line: string): string | null {
    const match = TURBO_LINE.exec(line);
    if (match === null) return line;
    const [, task = '', rest = ''] = match;
    const state = TURBO_STATE.exec(rest);
    if (state !== null) {
      if (this.tasks.size < TASKS_KEPT) this.tasks.set(task, state[1] === 'hit');
      return line;
    }
    const isReplay = this.tasks.get(task);
    if (isReplay === undefined) return line;
    return isReplay ? null : rest;
  }
}
