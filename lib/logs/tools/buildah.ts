import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import type { LogTool, ToolCount, ToolLine, ToolReader } from './log-tool';

/** Of which platform and which stage, where there are several: these may be built at the same time. */
const WHOSE = String.raw`((?:\[(\w+\/[\w./-]+)\] )?(?:\[\d+\/\d+\] )?)`;
const STEP = new RegExp(String.raw`^${WHOSE}STEP \d+(?:\/\d+)?: (.*)$`);
const COMMIT = new RegExp(String.raw`^${WHOSE}COMMIT\b`);
const HIT = /^--> (?:Using cache ([0-9a-f]{12,64})|Cache pulled from remote )/;
const LAYER = /^--> ([0-9a-f]{11,64})$/;
/** More than any build has stages and platforms. */
const OPEN_KEPT = 200;

interface OpenStep {
  span: LogSpan;
  counts: boolean;
  /** The layer that was found; empty where its name was not told. */
  cached: string | null;
  isDone: boolean;
  /** Where a step of another stage began, if this one had not told how it ended: before that, or beside it. */
  perhapsOver: { line: number; seconds: number | null } | null;
}

/**
 * buildah and podman: a hit is `--> Using cache` or a layer pulled from the remote cache; FROM and COMMIT do not
 * count. Arrows do not say whose they are: of several steps at once it is the newest that has none yet.
 */
class BuildahReader implements ToolReader {
  private readonly total: ToolCount = { hits: 0, misses: 0, notLookedUp: 0, failed: 0, unfinished: 0 };
  private appeared = false;
  /** By platform and stage, the newest last. */
  private readonly open = new Map<string, OpenStep>();
  /** Writing the image, which comes after the last step. */
  private commit: LogSpan | null = null;

  constructor(private readonly spans: SpanList) {}

  read({ text, line, seconds }: ToolLine): void {
    const step = STEP.exec(text);
    if (this.commit !== null && (step !== null || LAYER.test(text))) {
      this.endCommit(line, seconds);
      if (step === null) return;
    }
    if (step !== null) this.begin(step, line, seconds);
    else if (this.open.size === 0) return;
    else if (text.startsWith('-->')) this.readArrow(text);
    else if (text.startsWith('Error: ')) this.fail(line, seconds);
    else this.readCommit(text, line, seconds);
  }

  isInLayer(): boolean {
    for (const step of this.open.values()) if (!isOver(step) && step.perhapsOver === null) return true;
    return false;
  }

  commandBegan(line: number, seconds: number | null): void {
    this.endSteps(line, seconds);
    this.endCommit(line, seconds);
  }

  end(line: number, seconds: number | null): ToolCount | null {
    this.commandBegan(line, seconds);
    return this.appeared ? this.total : null;
  }

  private begin(match: RegExpExecArray, line: number, seconds: number | null): void {
    const [, whose = '', platform, instruction = ''] = match;
    const before = this.open.get(whose);
    if (before !== undefined) this.endStep(whose, before, line - 1, seconds, true);
    for (const [other, step] of this.open) {
      if (isOver(step)) this.endStep(other, step, line - 1, seconds, true);
      else step.perhapsOver ??= { line: line - 1, seconds };
    }
    if (this.open.size >= OPEN_KEPT) this.endSteps(line - 1, seconds);
    this.appeared = true;
    const span = this.spans.open({
      kind: 'layer',
      text: instruction,
      name: platform === undefined ? instruction : `${platform} ${instruction}`,
      tool: 'buildah',
      startSeconds: seconds,
      line,
    });
    const counts = !/^(?:FROM|COMMIT)\b/i.test(instruction);
    this.open.set(whose, { span, counts, cached: null, isDone: false, perhapsOver: null });
  }

  private readArrow(text: string): void {
    const hit = HIT.exec(text);
    const layer = hit === null ? LAYER.exec(text)?.[1] : undefined;
    if (hit === null && layer === undefined) return;
    const steps = [...this.open.values()].reverse();
    // A hit is named once more, shorter.
    const isNamedAgain =
      layer !== undefined && steps.some(({ cached }) => cached?.startsWith(layer) === true);
    const step = isNamedAgain ? undefined : (steps.find(one => !isOver(one)) ?? steps[0]);
    if (step === undefined) return;
    if (hit !== null) step.cached = hit[1] ?? '';
    else step.isDone = true;
  }

  private endStep(
    whose: string,
    step: OpenStep,
    line: number,
    seconds: number | null,
    isFollowed: boolean,
  ): void {
    this.open.delete(whose);
    if (!isFollowed && !isOver(step)) {
      if (step.counts) this.total.unfinished += 1;
      closeSpan(step.span, line, null);
    } else if (!step.counts) closeSpan(step.span, line, seconds);
    else {
      const isHit = step.cached !== null;
      const key = isHit ? 'hits' : 'misses';
      this.total[key] = (this.total[key] ?? 0) + 1;
      closeSpan(step.span, line, seconds, isHit ? 'hit' : 'miss');
    }
  }

  /** What another stage followed, and nothing more was heard of, was over then. */
  private endSteps(line: number, seconds: number | null): void {
    for (const [whose, step] of this.open) {
      const over = isOver(step) ? null : step.perhapsOver;
      this.endStep(whose, step, over?.line ?? line, over === null ? seconds : over.seconds, over !== null);
    }
  }

  private readCommit(text: string, line: number, seconds: number | null): void {
    const match = COMMIT.exec(text);
    if (match === null) return;
    const whose = match[1] ?? '';
    const own = this.open.get(whose);
    if (own !== undefined) this.endStep(whose, own, line, seconds, true);
    else for (const [other, step] of this.open) this.endStep(other, step, line, seconds, true);
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

  /** A commit that took no time is not worth a line. */
  private endCommit(line: number, seconds: number | null): void {
    const { commit } = this;
    this.commit = null;
    if (commit === null) return;
    closeSpan(commit, line, seconds);
    if ((commit.seconds ?? 0) === 0) this.spans.discard([commit]);
  }

  /** The newest step that was not over is the one that failed. */
  private fail(line: number, seconds: number | null): void {
    for (const [whose, step] of [...this.open].reverse()) {
      if (isOver(step)) continue;
      this.open.delete(whose);
      if (step.counts) this.total.failed += 1;
      closeSpan(step.span, line, seconds);
      return;
    }
  }
}

function isOver({ cached, isDone }: OpenStep): boolean {
  return cached !== null || isDone;
}

export const buildah: LogTool = {
  name: 'buildah',
  kind: 'layers',
  starts: ['STEP ', '[', '-->', 'COMMIT', 'Error: '],
  open: spans => new BuildahReader(spans),
};
