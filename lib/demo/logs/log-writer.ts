import { goJson } from '../go-json';
import type { Random } from '../random';
import type { CacheKind, CacheTruth, LogTruth } from './log-truth';

/** A stretch of a step: how long it takes and what it prints meanwhile. */
export interface Act {
  ms: number;
  write(log: LogWriter): void;
}

/** What a line means; counted only if the line gets into the log. */
export interface Tally {
  kind: CacheKind;
  tool: string;
  hits?: number;
  misses?: number;
  /** +1 where a layer begins, −1 where its verdict is printed. */
  open?: number;
  /** It repeats what the lines before it said, some of which may be lost: only it counts. */
  sumsUp?: true;
}

interface Entry {
  out: string;
  timeS: number;
  tally: Tally | null;
  command: string | null;
}

/** Docker hands on frames of at most this many bytes. */
const FRAME_CHARS = 16_384;

/** Collects what a step prints, with the clock of its acts, and keeps count of what it wrote. */
export class LogWriter {
  readonly random: Random;
  #entries: Entry[] = [];
  #deadlineMs: number;
  #startMs = 0;
  #actMs = 0;
  #cursor = 0;
  #prefix: ((sinceMs: number) => string) | null = null;
  #prefixStartMs = 0;

  /** Nothing is printed after the deadline: the step was killed there. */
  constructor(random: Random, deadlineMs: number) {
    this.random = random;
    this.#deadlineMs = deadlineMs;
  }

  /** Runs acts one after the other, each on its own stretch of the clock. */
  play(...acts: readonly Act[]): void {
    const [startMs, actMs, cursor] = [this.#startMs, this.#actMs, this.#cursor];
    let nowMs = this.#startMs + this.#actMs * this.#cursor;
    for (const act of acts) {
      [this.#startMs, this.#actMs, this.#cursor] = [nowMs, act.ms, 0];
      act.write(this);
      nowMs += act.ms;
    }
    [this.#startMs, this.#actMs] = [startMs, actMs];
    this.#cursor = actMs > 0 ? Math.min(1, (nowMs - startMs) / actMs) : cursor;
  }

  /** Moves to a fraction of the current act. */
  at(fraction: number): this {
    this.#cursor = fraction;
    return this;
  }

  /** Every line inside gets a prefix made from the time since now. */
  prefixed(prefix: (sinceMs: number) => string, body: () => void): void {
    const [outer, outerStartMs] = [this.#prefix, this.#prefixStartMs];
    [this.#prefix, this.#prefixStartMs] = [prefix, this.#nowMs()];
    body();
    [this.#prefix, this.#prefixStartMs] = [outer, outerStartMs];
  }

  /** Seconds since the step began. */
  get nowSeconds(): number {
    return this.#nowMs() / 1000;
  }

  /** One line; longer than a frame it becomes several entries. */
  say(text: string, tally: Tally | null = null): void {
    const prefix = this.#prefix?.(this.#nowMs() - this.#prefixStartMs) ?? '';
    const line = `${prefix}${text}\n`;
    if (line.length <= FRAME_CHARS) {
      this.#add(line, tally, null);
      return;
    }
    for (let from = 0; from < line.length; from += FRAME_CHARS) {
      this.#add(line.slice(from, from + FRAME_CHARS), from === 0 ? tally : null, null);
    }
  }

  /** Several lines spread evenly over a part of the current act. */
  spread(lines: readonly string[], from = 0, to = 1): void {
    for (const [index, line] of lines.entries()) {
      this.at(from + ((to - from) * (index + 1)) / (lines.length + 1)).say(line);
    }
  }

  /** A command as Drone echoes it; dash spreads one of several lines over as many. */
  echo(command: string): void {
    const [first = '', ...rest] = command.split('\n');
    this.#add(`+ ${first}\n`, null, first);
    for (const line of rest) this.#add(`${line}\n`, null, null);
    if (rest.length > 0) this.#add('', null, null);
  }

  /** The text and its truth; the first entries may be lost, as they are beyond 5 MiB. */
  finish(lostEntries = 0): { json: string | null; truth: LogTruth } {
    const kept = this.#entries.slice(lostEntries);
    const commands = kept.flatMap(entry =>
      entry.command === null ? [] : [{ text: entry.command, startSeconds: entry.timeS }],
    );
    const truth: LogTruth = {
      caches: sumTallies(kept.flatMap(entry => (entry.tally === null ? [] : [entry.tally]))),
      commands,
      entryCount: kept.length,
      headTruncated: lostEntries > 0 && kept.length > 0,
    };
    const rows = kept.map(
      (entry, index) => `{"pos":${lostEntries + index},"out":${goJson(entry.out)},"time":${entry.timeS}}`,
    );
    return { json: rows.length === 0 ? null : `[${rows.join(',')}]`, truth };
  }

  get entryCount(): number {
    return this.#entries.length;
  }

  #nowMs(): number {
    return this.#startMs + this.#actMs * this.#cursor;
  }

  #add(out: string, tally: Tally | null, command: string | null): void {
    const nowMs = this.#nowMs();
    if (nowMs >= this.#deadlineMs) return;
    this.#entries.push({ out, timeS: Math.floor(nowMs / 1000), tally, command });
  }
}

function sumTallies(tallies: readonly Tally[]): CacheTruth[] {
  const sums = new Map<string, CacheTruth>();
  for (const { kind, tool, hits = 0, misses = 0, open = 0, sumsUp = false } of tallies) {
    const before = sumsUp ? undefined : sums.get(tool);
    const sum = before ?? { kind, tool, hits: 0, misses: 0, unfinished: 0 };
    sum.hits += hits;
    sum.misses += misses;
    sum.unfinished += open;
    sums.set(tool, sum);
  }
  return [...sums.values()].sort((a, b) => (a.tool < b.tool ? -1 : 1));
}
