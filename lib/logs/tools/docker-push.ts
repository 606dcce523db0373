import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const BEGIN = 'The push refers to repository [';
/** compose says which service it pushes, and puts no colon behind the layers. */
const COMPOSE_BEGIN = /^(?:Image )?\S{1,200} Pushing$/;
const LAYER = /^[0-9a-f]{12}:? (?:(Layer already exists|Mounted from \S+|Already exists)|Pushed)(?: 0B)?$/;

/** Images pushed by docker or compose: layers that the registry had, here or in another repository, are hits. */
class PushReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private appeared = false;
  private isPushing = false;

  read({ text }: ToolLine): void {
    const layer = this.isPushing ? LAYER.exec(text) : null;
    if (layer === null) {
      if (text.startsWith(BEGIN) || COMPOSE_BEGIN.test(text)) this.isPushing = true;
      return;
    }
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
  starts: [BEGIN],
  ends: [
    ' Pushed',
    ' Pushed 0B',
    ' Pushing',
    ' Layer already exists',
    ' Already exists',
    ' Already exists 0B',
  ],
  afterColon: ['Mounted from '],
  open: () => new PushReader(),
};
