import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const RESTORE = /^Restoring cache (?!for (?:folder|file) )(?:from \S+ branch|(\S+))$/;
const UNABLE = /^Unable to restore (\S+?)(?:\.(?: .*)?| from \S+ branch\..*)$/;
/** Mounts of one step are few; more of them is somebody else's text. */
const MOUNTS_KEPT = 1000;

/** plugins/cache: mount by mount, by what it said last of each; another branch's cache is a hit too. */
class PluginsCacheReader implements ToolReader {
  private readonly isHit = new Map<string, boolean>();
  private mount: string | null = null;
  private hits = 0;
  private misses = 0;

  read({ text }: ToolLine): void {
    const restore = RESTORE.exec(text);
    if (restore !== null) {
      this.mount = restore[1] ?? this.mount;
      if (this.mount !== null && this.isHit.size < MOUNTS_KEPT) this.isHit.set(this.mount, true);
      return;
    }
    const unable = UNABLE.exec(text);
    if (unable?.[1] !== undefined && this.isHit.has(unable[1])) this.isHit.set(unable[1], false);
  }

  commandBegan(): void {
    for (const isHit of this.isHit.values()) {
      if (isHit) this.hits += 1;
      else this.misses += 1;
    }
    this.isHit.clear();
    this.mount = null;
  }

  end(): ToolCount | null {
    this.commandBegan();
    return this.hits + this.misses === 0 ? null : plainCount(this.hits, this.misses);
  }
}

export const pluginsCache: LogTool = {
  name: 'plugins-cache',
  kind: 'archive',
  starts: ['Restoring cache ', 'Unable to restore '],
  open: () => new PluginsCacheReader(),
};
