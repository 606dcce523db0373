import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import type { LogTool, ToolCount, ToolLine, ToolReader } from './log-tool';

const STEP = /^Step (\d+)(?:\/(\d+))? : (.*)$/;
const IMAGE_ID = /^---> [0-9a-f]{12}$/;
const BUILT = /^Successfully built [0-9a-f]{12}$/;
const STEP_FAILED = /^(?:The command '.*' returned a non-zero code: \d+|(?:COPY|ADD) failed: )/;
/** What the daemon says of a step that it could not do, unless the build goes on after it. */
const DAEMON_FAILED =
  /^(?:Error response from daemon: |failed to (?:build|create|start|solve)\b|container [0-9a-f]{12,64} encountered an error|the --[\w-]+ option requires BuildKit|OCI runtime )/i;
/** Words that a command of the layer could print as well: only where none is running. */
const REFUSED =
  /^(?:error(?: |: )|failed |unauthorized: |denied: |toomanyrequests: |pull access denied |manifest |no (?:such|matching) |invalid |cannot |unable to |unknown |lstat |dockerfile parse error|Get "?https?:)/i;
const FAILURES =
  'Error|ERROR|error|Failed |failed |container |the --|OCI runtime |unauthorized|denied|toomanyrequests|pull access |manifest |no such |no matching |invalid |Invalid |cannot |Cannot |unable |Unable |unknown |Unknown |lstat |Dockerfile parse |dockerfile parse |Get '.split(
    '|',
  );
const RUNNING = '---> Running in ';
const CONTAINER_GONE = /^(?:---> Removed|Removing) intermediate container /;
const CONTEXT = 'Sending build context';

/** A step of the Dockerfile that is being built. */
interface OpenStep {
  span: LogSpan;
  counts: boolean;
  isCached: boolean;
  isDone: boolean;
  /** Its container runs: what is printed now is the instruction's own output. */
  isRunning: boolean;
  /** The last lines read like a failure. */
  seemsFailed: boolean;
}

/**
 * Docker's classic builder. A hit is ` ---> Using cache` inside a step; FROM and the ARGs before the first
 * FROM do not count. A build whose log has steps but no arrows at all says nothing of its cache.
 */
class ClassicReader implements ToolReader {
  private readonly total: ToolCount = { hits: 0, misses: 0, notLookedUp: 0, failed: 0, unfinished: 0 };
  private appeared = false;
  private told = false;
  private lastNumber = 0;
  private sawFrom = false;
  private sawArrow = false;
  private build = { hits: 0, misses: 0, unfinished: 0, failed: 0 };
  private step: OpenStep | null = null;
  private stepsSeen = 0;
  /** The upload of the files, up to the first step. */
  private context: LogSpan | null = null;

  constructor(private readonly spans: SpanList) {}

  read({ text, line, seconds }: ToolLine): void {
    if (text.startsWith('--->')) this.readArrow(text);
    else if (text.startsWith('Step ')) this.readStep(text, line, seconds);
    else if (text.startsWith(CONTEXT)) this.readContext(text, line, seconds);
    else if (this.step === null) return;
    else if (CONTAINER_GONE.test(text)) this.stopRunning();
    else if (BUILT.test(text)) this.endBuild(line, seconds);
    else if (STEP_FAILED.test(text)) this.failStep(line, seconds);
    else if (DAEMON_FAILED.test(text) || (!this.step.isRunning && REFUSED.test(text)))
      this.step.seemsFailed = true;
  }

  isInLayer(): boolean {
    return this.step?.isRunning === true;
  }

  commandBegan(line: number, seconds: number | null): void {
    this.endBuild(line, seconds);
    this.endContext(line, seconds);
  }

  end(line: number, seconds: number | null): ToolCount | null {
    this.commandBegan(line, seconds);
    if (!this.appeared) return null;
    return this.told ? this.total : { ...this.total, hits: null, misses: null };
  }

  private readArrow(text: string): void {
    if (this.step === null) return;
    this.sawArrow = true;
    this.step.seemsFailed = false;
    if (text === '---> Using cache') this.step.isCached = true;
    else if (text.startsWith(RUNNING)) this.step.isRunning = true;
    else if (IMAGE_ID.test(text)) this.step.isDone = true;
    if (this.step.isDone || CONTAINER_GONE.test(text)) this.step.isRunning = false;
  }

  private stopRunning(): void {
    if (this.step === null) return;
    this.step.isRunning = false;
    this.step.seemsFailed = false;
  }

  private readContext(text: string, line: number, seconds: number | null): void {
    this.endBuild(line, seconds);
    // Painted over and over while it goes on.
    this.context ??= this.spans.open({
      kind: 'layer',
      text,
      name: CONTEXT,
      tool: 'docker-classic',
      startSeconds: seconds,
      line,
    });
  }

  private endContext(line: number, seconds: number | null): void {
    const { context } = this;
    this.context = null;
    if (context === null) return;
    closeSpan(context, line, seconds);
    if ((context.seconds ?? 0) === 0) this.spans.discard([context]);
  }

  private readStep(text: string, line: number, seconds: number | null): void {
    const match = STEP.exec(text);
    if (match === null) return;
    const number = Number(match[1]);
    const instruction = (match[3] ?? '').trim();
    this.endContext(line - 1, seconds);
    if (number <= this.lastNumber) this.endBuild(line, seconds);
    this.endStep(line - 1, seconds, true);
    this.appeared = true;
    this.stepsSeen += 1;
    this.lastNumber = number;
    const isFrom = /^FROM\b/i.test(instruction);
    const counts = !isFrom && (this.sawFrom || !/^ARG\b/i.test(instruction));
    if (isFrom) this.sawFrom = true;
    const span = this.spans.open({
      kind: 'layer',
      text: instruction,
      tool: 'docker-classic',
      startSeconds: seconds,
      line,
    });
    this.step = { span, counts, isCached: false, isDone: false, isRunning: false, seemsFailed: false };
  }

  private endStep(line: number, seconds: number | null, isOver: boolean): void {
    const step = this.step;
    if (step === null) return;
    this.step = null;
    const finished = isOver || step.isDone || step.isCached;
    if (!finished && step.seemsFailed) {
      if (step.counts) this.build.failed += 1;
      closeSpan(step.span, line, seconds);
    } else if (!step.counts) {
      closeSpan(step.span, line, finished ? seconds : null);
    } else if (!finished) {
      this.build.unfinished += 1;
      closeSpan(step.span, line, null);
    } else {
      this.build[step.isCached ? 'hits' : 'misses'] += 1;
      closeSpan(step.span, line, seconds, step.isCached ? 'hit' : 'miss');
    }
  }

  private failStep(line: number, seconds: number | null): void {
    const step = this.step;
    if (step?.counts === true) this.build.failed += 1;
    if (step !== null) closeSpan(step.span, line, seconds);
    this.step = null;
    this.endBuild(line, seconds);
  }

  private endBuild(line: number, seconds: number | null): void {
    this.endStep(line, seconds, false);
    const { build } = this;
    // One step without an arrow may fail before there is one; many without are a log whose arrows were taken.
    if (this.sawArrow || (build.failed > 0 && this.stepsSeen === 1)) {
      this.told = true;
      this.total.hits = (this.total.hits ?? 0) + build.hits;
      this.total.misses = (this.total.misses ?? 0) + build.misses;
      this.total.unfinished += build.unfinished;
      this.total.failed += build.failed;
    }
    this.build = { hits: 0, misses: 0, unfinished: 0, failed: 0 };
    this.lastNumber = 0;
    this.sawFrom = false;
    this.sawArrow = false;
    this.stepsSeen = 0;
  }
}

export const dockerClassic: LogTool = {
  name: 'docker-classic',
  kind: 'layers',
  starts: [
    '--->',
    'Step ',
    'Sending build context',
    'Successfully built ',
    'Removing intermediate ',
    'The command ',
    'COPY failed',
    'ADD failed',
    ...FAILURES,
  ],
  open: spans => new ClassicReader(spans),
};
