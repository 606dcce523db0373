import type { LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const COLON = 58;
const PULLING = /^(\S+): Pulling from (\S+)$/;
const LAYER = /^[0-9a-f]{12}: (Already exists|Pull complete)$/;
const NEWER = 'Status: Downloaded newer image for ';
const UP_TO_DATE = 'Status: Image is up to date for ';

/** Images pulled by the runner or by docker: layers that were there already are hits. */
class PullReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private appeared = false;
  private isPushing = false;
  private span: LogSpan | null = null;

  constructor(private readonly spans: SpanList) {}

  read({ trimmed, line, seconds }: ToolLine): void {
    const layer = trimmed.charCodeAt(12) === COLON ? LAYER.exec(trimmed) : null;
    if (layer !== null) {
      if (this.isPushing) return;
      this.appeared = true;
      if (layer[1] === 'Already exists') this.hits += 1;
      else this.misses += 1;
      return;
    }
    if (trimmed.startsWith('The push refers to repository [')) this.isPushing = true;
    else if (trimmed.startsWith('Status: ')) this.readStatus(trimmed, line, seconds);
    else if (trimmed.includes(': Pulling from ')) this.begin(trimmed, line, seconds);
  }

  commandBegan(line: number): void {
    if (this.span !== null) closeSpan(this.span, line, null);
    this.span = null;
    this.isPushing = false;
  }

  end(line: number): ToolCount | null {
    this.commandBegan(line);
    return this.appeared ? plainCount(this.hits, this.misses) : null;
  }

  private begin(text: string, line: number, seconds: number | null): void {
    const match = PULLING.exec(text);
    if (match === null) return;
    this.isPushing = false;
    const image = `${(match[2] ?? '').replace(/^library\//, '')}:${match[1]}`;
    this.span = this.spans.open({
      kind: 'pull',
      text: image,
      tool: 'docker-pull',
      startSeconds: seconds,
      line,
    });
  }

  private readStatus(text: string, line: number, seconds: number | null): void {
    const isNewer = text.startsWith(NEWER);
    if (this.span === null || !(isNewer || text.startsWith(UP_TO_DATE))) return;
    closeSpan(this.span, line, seconds, isNewer ? 'miss' : 'hit');
    this.span = null;
  }
}

export const dockerPull: LogTool = {
  name: 'docker-pull',
  kind: 'registry',
  starts: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  open: spans => new PullReader(spans),
};
