import type { CacheKind } from '../log-reading';
import {
  type LinesRead,
  type LogTool,
  plainCount,
  type ToolCount,
  type ToolLine,
  type ToolReader,
} from './log-tool';

interface Summary {
  /** Null: the tool ran and did not say. */
  hits: number | null;
  misses: number | null;
  notLookedUp?: number;
}

export interface SummaryToolOptions extends LinesRead {
  name: string;
  kind: CacheKind;
  /** Each summary holds those before it (statistics since they were zeroed). Default: each run sums up itself. */
  isCumulative?: boolean;
  /** Reads a summary from one line; null where the line is none. May keep what it needs in `memory`. */
  read(text: string, memory: Map<string, number>): Summary | null;
  /** What the lines kept in memory say where a run printed no summary. */
  withoutSummary?(memory: ReadonlyMap<string, number>): Summary | null;
}

/** A tool that sums itself up in one line for each of its runs; several runs in a log add up. */
export function summaryTool(options: SummaryToolOptions): LogTool {
  const { name, kind, starts = [], ends = [], afterColon = [] } = options;
  return { name, kind, starts, ends, afterColon, open: () => new SummaryReader(options) };
}

/** Adds to what is remembered under a name. */
export function addTo(memory: Map<string, number>, name: string, amount = 1): void {
  memory.set(name, (memory.get(name) ?? 0) + amount);
}

class SummaryReader implements ToolReader {
  private readonly memory = new Map<string, number>();
  private readonly runs: Summary[] = [];

  constructor(private readonly options: SummaryToolOptions) {}

  read({ text }: ToolLine): void {
    const summary = this.options.read(text, this.memory);
    if (summary === null) return;
    this.add(summary);
    this.memory.clear();
  }

  commandBegan(): void {
    const left = this.memory.size > 0 ? (this.options.withoutSummary?.(this.memory) ?? null) : null;
    if (left !== null) this.add(left);
    this.memory.clear();
  }

  end(): ToolCount | null {
    this.commandBegan();
    return this.runs.length === 0 ? null : sum(this.runs);
  }

  /** Statistics that fell were zeroed in between, and begin a run of their own. */
  private add(summary: Summary): void {
    const before = this.runs.at(-1);
    if (before === undefined) this.runs.push(summary);
    else if (this.options.isCumulative === true && lookups(summary) >= lookups(before)) {
      this.runs[this.runs.length - 1] = summary;
    } else if (this.runs.length < 2) this.runs.push(summary);
    else this.runs.splice(0, 2, sum(this.runs.slice(0, 2)), summary);
  }
}

function lookups({ hits, misses }: Summary): number {
  return (hits ?? 0) + (misses ?? 0);
}

/** A run that does not tell adds nothing to those that do. */
function sum(runs: readonly Summary[]): ToolCount {
  return {
    ...plainCount(sumKnown(runs.map(run => run.hits)), sumKnown(runs.map(run => run.misses))),
    notLookedUp: runs.reduce((total, run) => total + (run.notLookedUp ?? 0), 0),
  };
}

function sumKnown(amounts: ReadonlyArray<number | null>): number | null {
  const known = amounts.filter(amount => amount !== null);
  return known.length === 0 ? null : known.reduce((total, amount) => total + amount, 0);
}
