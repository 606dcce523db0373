const TURBO_LINE = /^((?:\/\/|(?:@[\w.-]+\/)?[\w.-]+):[\w:./#-]+): (.*)$/;
const TURBO_STATE = /^cache (hit|miss|bypass)\b/;
/** Where each task has a group, or names are turned off. */
const TURBO_UNNAMED = /^cache (?:(hit)|miss|bypass)\b.* [0-9a-f]{16}$/;
const TURBO_END = /^(?:::endgroup::|##\[endgroup\]|(?:Tasks|Cached): )/;
/** Nx names its tasks so, Lerna without `nx run`. */
const NX_TASK = /^> (nx run )?[^\s:]+:\S+(?: +\[([^\]]+)\])?$/;
const NX_CACHED = /cache|existing outputs match/;
/** More tasks than any build has. */
const TASKS_KEPT = 10_000;
const GREATER = 62;
const SMALL_C = 99;
const NX_END = /^(?:(?:> +)?(?:NX|Lerna \(powered by Nx\)) |———|(?:Nx|Lerna) read |Cache: \d)/;

/**
 * Build tools print the old output of a task again when its result comes from the cache. Such lines tell
 * of an earlier build and must not count again.
 */
export class ReplayFilter {
  /** Turbo's tasks by name; true: replayed. */
  private readonly tasks = new Map<string, boolean>();
  /** Whose replay it is that goes on. */
  private nxReplay: 'nx' | 'lerna' | null = null;
  private isUnnamedReplay = false;

  /** A new command began: what it prints is no replay, whether or not the one before was closed. */
  reset(): void {
    this.tasks.clear();
    this.nxReplay = null;
    this.isUnnamedReplay = false;
  }

  /**
   * @param line without blanks at its ends
   * @param colon where its first `: ` is, -1 where there is none
   * @returns the line as tools should see it: the task's own output without the task's name, the line itself,
   * or null where it is a replay
   */
  pass(line: string, colon: number): string | null {
    const first = line.charCodeAt(0);
    const task = first === GREATER ? NX_TASK.exec(line) : null;
    if (task !== null && this.beginsNxTask(task)) return line;
    if (first === SMALL_C && line.startsWith('cache ')) this.beginUnnamed(line);
    else if (this.isUnnamedReplay) {
      if (!TURBO_END.test(line)) return null;
      this.isUnnamedReplay = false;
    }
    if (this.nxReplay !== null) {
      if (!NX_END.test(line)) return null;
      this.nxReplay = null;
    }
    if (colon <= 0 || (this.tasks.size === 0 && !line.startsWith('cache ', colon + 2))) return line;
    return this.passTurbo(line);
  }

  private beginUnnamed(line: string): void {
    const match = TURBO_UNNAMED.exec(line);
    if (match !== null) this.isUnnamedReplay = match[1] !== undefined;
  }

  /** A name alone, without `nx run`, is Lerna's only where one of its replays goes on. */
  private beginsNxTask([, nxRun, from]: RegExpExecArray): boolean {
    const isCached = from !== undefined && NX_CACHED.test(from);
    if (nxRun === undefined && !isCached && this.nxReplay !== 'lerna') return false;
    this.nxReplay = !isCached ? null : nxRun === undefined ? 'lerna' : 'nx';
    return true;
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
