import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import type { LogTool, ToolCount, ToolLine, ToolReader } from './log-tool';

const STEP = /^(?:\[\d+\/\d+\] )?STEP (\d+)(?:\/\d+)?: (.*)$/;
const HIT = /^--> (?:Using cache [0-9a-f]{12,64}|Cache pulled from remote )/;
const COMMIT = /^(?:\[\d+\/\d+\] )?COMMIT\b/;
const LAYER = /^--> [0-9a-f]{11,64}$/;

interface OpenStep {
  span: LogSpan;
  counts: boolean;
  isCached: boolean;
  isDone: boolean;
}

/** buildah and podman: a hit is `--> Using cache` or a layer pulled from the remote cache; FROM and COMMIT do not count. */
class BuildahReader implements ToolReader {
  private readonly total: ToolCount = { hits: 0, misses: 0, notLookedUp: 0, failed: 0, unfinished: 0 };
  private appeared = false;
  private step: OpenStep | null = null;
  /** Writing the image, which comes after the last step. */
  private commit: LogSpan | null = null;

  constructor(private readonly spans: SpanList) {}

  read({ text, line, seconds }: ToolLine): void {
    if (this.commit !== null) this.readCommit(text, line, seconds);
    const match = STEP.exec(text);
    if (match !== null) this.begin(match[2] ?? '', line, seconds);
    else if (this.step === null) return;
    else if (HIT.test(text)) this.step.isCached = true;
    else if (LAYER.test(text)) this.step.isDone = true;
    else if (COMMIT.test(text)) this.beginCommit(text, line, seconds);
    else if (text.startsWith('Error: ')) this.fail(line, seconds);
  }

  isInLayer(): boolean {
    const { step } = this;
    return step !== null && !step.isCached && !step.isDone;
  }

  commandBegan(line: number, seconds: number | null): void {
    this.endStep(line, seconds, false);
    this.endCommit(line, seconds);
  }

  end(line: number, seconds: number | null): ToolCount | null {
    this.commandBegan(line, seconds);
    return this.appeared ? this.total : null;
  }

  private begin(instruction: string, line: number, seconds: number | null): void {
    this.endStep(line - 1, seconds, true);
    this.appeared = true;
    const span = this.spans.open({
      kind: 'layer',
      text: instruction,
      tool: 'buildah',
      startSeconds: seconds,
      line,
    });
    this.step = { span, counts: !/^(?:FROM|COMMIT)\b/i.test(instruction), isCached: false, isDone: false };
  }

  private endStep(line: number, seconds: number | null, isOver: boolean): void {
    const step = this.step;
    if (step === null) return;
    this.step = null;
    const finished = isOver || step.isCached || step.isDone;
    if (!step.counts || !finished) {
      if (step.counts) this.total.unfinished += 1;
      closeSpan(step.span, line, finished ? seconds : null);
      return;
    }
    const key = step.isCached ? 'hits' : 'misses';
    this.total[key] = (this.total[key] ?? 0) + 1;
    closeSpan(step.span, line, seconds, step.isCached ? 'hit' : 'miss');
  }

  private beginCommit(text: string, line: number, seconds: number | null): void {
    this.endStep(line, seconds, true);
    this.endCommit(line, seconds);
    this.commit = this.spans.open({
      kind: 'layer',
      text,
      name: 'COMMIT',
      tool: 'buildah',
      startSeconds: seconds,
      line,
    });
  }

  private readCommit(text: string, line: number, seconds: number | null): void {
    if (LAYER.test(text) || STEP.test(text)) this.endCommit(line, seconds);
  }

  /** A commit that took no time is not worth a line. */
  private endCommit(line: number, seconds: number | null): void {
    const { commit } = this;
    this.commit = null;
    if (commit === null) return;
    closeSpan(commit, line, seconds);
    if ((commit.seconds ?? 0) === 0) this.spans.discard([commit]);
  }

  private fail(line: number, seconds: number | null): void {
    const step = this.step;
    this.step = null;
    if (step === null) return;
    if (step.counts) this.total.failed += 1;
    closeSpan(step.span, line, seconds);
  }
}

export const buildah: LogTool = {
  name: 'buildah',
  kind: 'layers',
  starts: ['STEP ', '[', '-->', 'COMMIT', 'Error: '],
  open: spans => new BuildahReader(spans),
};
