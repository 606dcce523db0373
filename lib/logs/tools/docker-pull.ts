import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const PULLING = /^(\S{1,128}): Pulling from (\S+)$/;
/** docker puts a colon behind the layer; compose does not, and from 2.40 on puts what is left to fetch at the end. */
const LAYER = /^[0-9a-f]{12}:? (Already exists|Pull complete)(?: 0B)?$/;
const NEWER = 'Status: Downloaded newer image for ';
const UP_TO_DATE = 'Status: Image is up to date for ';
/** compose names what it pulls by service, newer ones by image. */
const COMPOSE = /^(?:Image )?(\S{1,200}) (Pulling|Pulled|Skipped|Interrupted|Error)\b/;
const PUSHING = 'The push refers to repository [';
/** compose pulls no more at once; more names are somebody else's text. */
const PULLS_KEPT = 500;

interface OpenPull {
  span: LogSpan;
  /** Layers of all pulls before this one began. */
  missesBefore: number;
  /** Others ran beside it, and layers do not say whose they are. */
  isShared: boolean;
}

/** Images pulled by the runner, by docker or by compose: layers that were there already are hits. */
class PullReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private appeared = false;
  private isPushing = false;
  private span: LogSpan | null = null;
  private readonly composed = new Map<string, OpenPull>();

  constructor(private readonly spans: SpanList) {}

  read({ text, line, seconds }: ToolLine): void {
    const layer = LAYER.exec(text);
    if (layer !== null) this.countLayer(layer[1] === 'Already exists');
    else if (text.startsWith(PUSHING)) this.isPushing = true;
    else if (text.startsWith('Status: ')) this.readStatus(text, line, seconds);
    else if (text.includes(': Pulling from ')) this.begin(text, line, seconds);
    else this.readCompose(text, line, seconds);
  }

  commandBegan(line: number): void {
    if (this.span !== null) closeSpan(this.span, line, null);
    for (const { span } of this.composed.values()) closeSpan(span, line, null);
    this.span = null;
    this.composed.clear();
    this.isPushing = false;
  }

  end(line: number): ToolCount | null {
    this.commandBegan(line);
    return this.appeared ? plainCount(this.hits, this.misses) : null;
  }

  private countLayer(isHit: boolean): void {
    if (this.isPushing) return;
    this.appeared = true;
    if (isHit) this.hits += 1;
    else this.misses += 1;
  }

  private begin(text: string, line: number, seconds: number | null): void {
    const match = PULLING.exec(text);
    if (match === null) return;
    this.isPushing = false;
    const image = `${(match[2] ?? '').replace(/^library\//, '')}:${match[1]}`;
    this.span = this.openSpan(image, line, seconds);
  }

  private openSpan(image: string, line: number, seconds: number | null): LogSpan {
    return this.spans.open({ kind: 'pull', text: image, tool: 'docker-pull', startSeconds: seconds, line });
  }

  private readStatus(text: string, line: number, seconds: number | null): void {
    const isNewer = text.startsWith(NEWER);
    if (this.span === null || !(isNewer || text.startsWith(UP_TO_DATE))) return;
    closeSpan(this.span, line, seconds, isNewer ? 'miss' : 'hit');
    this.span = null;
  }

  private readCompose(text: string, line: number, seconds: number | null): void {
    const match = COMPOSE.exec(text);
    const name = match?.[1];
    if (name === undefined) return;
    if (match?.[2] === 'Pulling') this.beginComposed(name, line, seconds);
    else this.endComposed(name, match?.[2] === 'Pulled', line, seconds);
  }

  private beginComposed(name: string, line: number, seconds: number | null): void {
    this.isPushing = false;
    if (this.composed.has(name) || this.composed.size >= PULLS_KEPT) return;
    for (const other of this.composed.values()) other.isShared = true;
    this.composed.set(name, {
      span: this.openSpan(name, line, seconds),
      missesBefore: this.misses,
      isShared: this.composed.size > 0,
    });
  }

  private endComposed(name: string, isPulled: boolean, line: number, seconds: number | null): void {
    const pull = this.composed.get(name);
    if (pull === undefined) return;
    this.composed.delete(name);
    const misses = this.misses - pull.missesBefore;
    const state = !isPulled || (pull.isShared && misses > 0) ? 'unknown' : misses > 0 ? 'miss' : 'hit';
    closeSpan(pull.span, line, seconds, state);
  }
}

export const dockerPull: LogTool = {
  name: 'docker-pull',
  kind: 'registry',
  starts: ['Status: ', PUSHING],
  ends: [
    ' Pulling',
    ' Pulled',
    ' Interrupted',
    ' Error',
    ' Already exists',
    ' Already exists 0B',
    ' Pull complete',
    ' Pull complete 0B',
  ],
  afterColon: ['Pulling from '],
  open: spans => new PullReader(spans),
};
