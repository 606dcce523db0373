import { messageOf, ownSecondsOf } from '../log-frame';
import type { CacheState, LogSpan } from '../log-reading';
import { closeSpan, type SpanList } from '../span-list';
import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const HIT = 'Using caching version of cmd: ';
const MISS = 'No cached layer found for cmd ';
const INSTRUCTION =
  /^(?:RUN|COPY|ADD|WORKDIR|ENV|ARG|USER|LABEL|ENTRYPOINT|CMD|EXPOSE|VOLUME|SHELL|STOPSIGNAL|HEALTHCHECK|MAINTAINER|ONBUILD)(?: |$)/;
/** Instructions that are looked up at all, unless the cache of copied layers is on. */
const LOOKED_UP = /^RUN\b/;
const STAGE = 'Building stage ';
const NEW_STAGE = /^(?:Building stage |Executing \d+ build triggers)/;
const PUSHING = 'Pushing image to ';
/** kaniko's own work between the layers, by how its lines begin; lines that go on with it are the same work. */
const OWN_WORK: ReadonlyArray<readonly [start: string, name: string]> = [
  ['Retrieving image ', 'Retrieving image'],
  ['Returning cached image ', 'Retrieving image'],
  ['Checking for cached layer ', 'Checking for cached layers'],
  ['Unpacking rootfs ', 'Unpacking rootfs'],
  ['Saving file ', 'Saving files for later stages'],
  ['Storing source image ', 'Saving files for later stages'],
  ['Deleting filesystem', 'Deleting filesystem'],
  ['Pushing layer ', 'Pushing layers to the cache'],
  [PUSHING, 'Pushing image'],
];
/** What says that kaniko is at work, whether or not it has a cache. */
const ITS_OWN = /^(?:Building stage |Unpacking rootfs |Taking snapshot of |Skipping unpacking )/;
const LAYER_IS_OVER =
  /^(?:No files changed in this command|No files were changed|Pushed |Skipping push |error building )/;
/** More instructions than any Dockerfile has. */
const COMMANDS_KEPT = 2000;

/**
 * kaniko, whose lines are text or JSON. It looks layers up ahead of each stage and stops at the first miss of
 * it: later ones are executed, were not looked up, and count as such. Without a cache nothing is looked up.
 */
class KanikoReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private notLookedUp = 0;
  private appeared = false;
  private looked = false;
  /** What was found out in this stage, in the order of the instructions. */
  private readonly known = new Map<string, CacheState[]>();
  /** What was looked up before any stage began: newer ones look all stages up ahead, and each again as it begins. */
  private ahead = { hits: 0, misses: 0 };
  private hasBegun = false;
  private span: LogSpan | null = null;
  private work: string | null = null;
  private readonly works = new Set<LogSpan>();
  private isRunning = false;

  constructor(private readonly spans: SpanList) {}

  read({ text, line, seconds }: ToolLine): void {
    const message = messageOf(text);
    if (message !== null) this.isRunning = message.startsWith('Running: [');
    const said = message ?? text;
    if (said.startsWith(HIT)) this.look(said.slice(HIT.length), 'hit');
    else if (said.startsWith(MISS)) this.look(said.slice(MISS.length), 'miss');
    else if (message !== null) this.readMessage(message, text, line, seconds);
  }

  isInLayer(): boolean {
    return this.isRunning;
  }

  commandBegan(line: number, seconds: number | null): void {
    this.endSpan(line, seconds);
    this.discardIdleWork();
    this.known.clear();
    this.endBuild();
    this.isRunning = false;
  }

  end(line: number, seconds: number | null): ToolCount | null {
    this.commandBegan(line, seconds);
    if (!this.appeared) return null;
    if (!this.looked) return plainCount(null, null);
    return { ...plainCount(this.hits, this.misses), notLookedUp: this.notLookedUp };
  }

  private readMessage(message: string, text: string, line: number, droneSeconds: number | null): void {
    const work = workOf(message);
    if (work !== null && work === this.work) return;
    // The two clocks do not begin at the same moment and are never mixed.
    const seconds = droneSeconds ?? ownSecondsOf(text);
    if (!this.appeared) this.appeared = ITS_OWN.test(message);
    if (message.startsWith(PUSHING)) this.endBuild();
    if (work !== null) this.beginWork(work, message, line, seconds);
    else if (NEW_STAGE.test(message)) {
      this.endSpan(line - 1, seconds);
      this.known.clear();
      if (message.startsWith(STAGE)) this.beginStage();
    } else if (!this.appeared) return;
    else if (INSTRUCTION.test(message)) this.beginLayer(message, line, seconds);
    else if (LAYER_IS_OVER.test(message)) this.endSpan(line, seconds);
  }

  private look(command: string, state: CacheState): void {
    this.appeared = true;
    this.looked = true;
    const key = command.trim();
    const states = this.known.get(key);
    if (states !== undefined) states.push(state);
    else if (this.known.size < COMMANDS_KEPT) this.known.set(key, [state]);
    const which = state === 'hit' ? 'hits' : 'misses';
    this[which] += 1;
    if (!this.hasBegun) this.ahead[which] += 1;
  }

  private beginStage(): void {
    if (!this.hasBegun) {
      this.hits -= this.ahead.hits;
      this.misses -= this.ahead.misses;
    }
    this.hasBegun = true;
  }

  private endBuild(): void {
    this.ahead = { hits: 0, misses: 0 };
    this.hasBegun = false;
  }

  private beginLayer(command: string, line: number, seconds: number | null): void {
    this.hasBegun = true;
    const state = this.known.get(command)?.shift() ?? 'unknown';
    if (state === 'unknown' && LOOKED_UP.test(command)) this.notLookedUp += 1;
    this.begin(command, command, line, seconds).cache = state;
  }

  private beginWork(work: string, message: string, line: number, seconds: number | null): void {
    const span = this.begin(message, work, line, seconds);
    this.work = work;
    this.works.add(span);
  }

  private begin(text: string, name: string, line: number, seconds: number | null): LogSpan {
    this.endSpan(line - 1, seconds);
    this.span = this.spans.open({ kind: 'layer', text, name, tool: 'kaniko', startSeconds: seconds, line });
    return this.span;
  }

  private endSpan(line: number, seconds: number | null): void {
    if (this.span !== null) closeSpan(this.span, line, seconds);
    this.span = null;
    this.work = null;
  }

  /** Own work that took no time is not worth a line; without kaniko itself it was somebody else's. */
  private discardIdleWork(): void {
    if (this.appeared) for (const span of this.works) if ((span.seconds ?? 0) > 0) this.works.delete(span);
    this.spans.discard(this.works);
    this.works.clear();
  }
}

function workOf(message: string): string | null {
  for (const [start, name] of OWN_WORK) if (message.startsWith(start)) return name;
  return null;
}

export const kaniko: LogTool = {
  name: 'kaniko',
  kind: 'layers',
  starts: ['INFO[', 'WARN[', 'ERRO[', 'FATA[', 'time=', 'level=', '{"', HIT, MISS],
  open: spans => new KanikoReader(spans),
};
