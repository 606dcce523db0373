import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const BEGIN = 'The push refers to repository [';
const LAYER = /^[0-9a-f]{12}: (?:(Layer already exists|Mounted from \S+|Already exists)|Pushed)$/;

/** Images pushed by docker: layers that the registry had, here or in another repository, are hits. */
class PushReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private appeared = false;
  private isPushing = false;

  read({ trimmed }: ToolLine): void {
    if (trimmed.startsWith(BEGIN)) {
      this.isPushing = true;
      return;
    }
    const layer = this.isPushing && trimmed.charCodeAt(12) === 58 ? LAYER.exec(trimmed) : null;
    if (layer === null) return;
    this.appeared = true;
    if (layer[1] === undefined) this.misses += 1;
    else this.hits += 1;
  }

  commandBegan(): void {
    this.isPushing = false;
  }

  end(): ToolCount | null {
    return this.appeared ? plainCount(this.hits, this.misses) : null;
  }
}

export const dockerPush: LogTool = {
  name: 'docker-push',
  kind: 'registry',
  starts: '0123456789abcdefT',
  open: () => new PushReader(),
};
