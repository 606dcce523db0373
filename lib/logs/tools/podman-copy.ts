import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const BEGIN = 'Getting image source signatures';
const PULLING = 'Trying to pull ';
/** `Copying blob 5f70bf18a086 skipped: already exists`, `Copying blob sha256:5f70… done`, older `Skipping blob …`. */
const BLOB = /^(Copying|Skipping) (?:blob|fetch of repeat blob) (?:sha256:)?([0-9a-f]{8,64})\b(.*)$/;
/** Older versions paint the bar of a blob that they skip, which has nothing to copy. */
const SKIPPED = /skipped: already exists|already present|\[-+\] 0\.0b \/ 0\.0b/;
const WRITTEN = /^(?:Writing manifest |Storing signatures)/;
/** More than any image has. */
const BLOBS_KEPT = 2000;

type Direction = 'push' | 'pull';

/**
 * podman, buildah and skopeo copy images blob by blob: what the other side had is a hit. A blob may have
 * several lines, of which the last one counts; without a terminal older versions only name it, which tells nothing.
 */
class CopyReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private appeared = false;
  private told = false;
  private isPull = false;
  private readonly blobs = new Map<string, 'hit' | 'miss' | 'unknown'>();

  constructor(private readonly direction: Direction) {}

  read({ text }: ToolLine): void {
    if (text.startsWith(PULLING)) {
      this.endCopy();
      this.isPull = true;
      return;
    }
    if (text.startsWith(BEGIN)) {
      this.settle();
      return;
    }
    const match = BLOB.exec(text);
    if (match !== null) this.readBlob(match[2] ?? '', match[1] === 'Skipping', (match[3] ?? '').trim());
    else if (WRITTEN.test(text)) this.endCopy();
  }

  commandBegan(): void {
    this.endCopy();
  }

  end(): ToolCount | null {
    this.endCopy();
    if (!this.appeared) return null;
    return this.told ? plainCount(this.hits, this.misses) : plainCount(null, null);
  }

  private readBlob(digest: string, isSkipping: boolean, rest: string): void {
    // Short in some lines and whole in others.
    const blob = digest.slice(0, 12);
    if (!this.blobs.has(blob) && this.blobs.size >= BLOBS_KEPT) return;
    if (isSkipping || SKIPPED.test(rest)) this.blobs.set(blob, 'hit');
    else if (rest.startsWith('done')) this.blobs.set(blob, 'miss');
    else if (!this.blobs.has(blob)) this.blobs.set(blob, 'unknown');
  }

  /** The image is written: what comes next is another copy. */
  private endCopy(): void {
    this.settle();
    this.isPull = false;
  }

  private settle(): void {
    const isOurs = this.isPull === (this.direction === 'pull');
    if (isOurs) {
      for (const state of this.blobs.values()) {
        this.appeared = true;
        if (state === 'unknown') continue;
        this.told = true;
        if (state === 'hit') this.hits += 1;
        else this.misses += 1;
      }
    }
    this.blobs.clear();
  }
}

function copyTool(direction: Direction): LogTool {
  return {
    name: `podman-${direction}`,
    kind: 'registry',
    starts: ['Copying blob ', 'Skipping ', BEGIN, PULLING, 'Writing manifest ', 'Storing signatures'],
    open: () => new CopyReader(direction),
  };
}

export const podmanPush = copyTool('push');
export const podmanPull = copyTool('pull');
