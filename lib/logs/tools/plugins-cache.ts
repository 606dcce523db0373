import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const CLOCK = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /;
const RESTORE = /^Restoring cache (?!for (?:folder|file) )(?:from \S+ branch|(\S+))$/;
const UNABLE = /^Unable to restore (\S+?)(?:\.(?: .*)?| from \S+ branch\..*)$/;
/** Mounts of one step are few; more of them is somebody else's text. */
const MOUNTS_KEPT = 1000;

/** plugins/cache: mount by mount, by what it said last of each; another branch's cache is a hit too. */
class PluginsCacheReader implements ToolReader {
  private readonly isHit = new Map<string, boolean>();
  private mount: string | null = null;

  read({ trimmed }: ToolLine): void {
    const text = trimmed.replace(CLOCK, '');
    const restore = RESTORE.exec(text);
    if (restore !== null) {
      this.mount = restore[1] ?? this.mount;
      if (this.mount !== null && this.isHit.size < MOUNTS_KEPT) this.isHit.set(this.mount, true);
      return;
    }
    const unable = UNABLE.exec(text);
    if (unable?.[1] !== undefined && this.isHit.has(unable[1])) this.isHit.set(unable[1], false);
  }

  end(): ToolCount | null {
    if (this.isHit.size === 0) return null;
    const hits = [...this.isHit.values()].filter(Boolean).length;
    return plainCount(hits, this.isHit.size - hits);
  }
}

export const pluginsCache: LogTool = {
  name: 'plugins-cache',
  kind: 'archive',
  starts: 'RU0123456789',
  open: () => new PluginsCacheReader(),
};
