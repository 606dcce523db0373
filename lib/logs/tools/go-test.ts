import { type LogTool, plainCount, type ToolCount, type ToolLine, type ToolReader } from './log-tool';

const GO_CACHED = /^(?:\| |PASS ?\| +)?ok\s+\S+\s+\(cached\)|^PASS ?\|\s+\S+\s+\(cached\)/;
const GO_RAN =
  /^(?:\| )?(?:ok|FAIL)\s+\S+\s+\d+(?:\.\d+)?s\b|^(?:PASS|FAIL) ?\|\s+\S+\s+(?:\d+m)?\d+(?:\.\d+)?s\b/;
const GO_FAILED = /^(?:\| )?FAIL(?: ?\|)?\s+\S+\s+\[(?:build|setup) failed\]/;

/** gotestsum by package: `✓  pkg (cached)`, `✖  pkg (1.2s)`; its single tests have one blank behind the icon. */
const ICONS = '✓✖✅❌\uea87\ueba4\uf49e\uf52f';
const BY_PACKAGE = new RegExp(`^([${ICONS}])\\ufe0f? {2}[\\w./@~-]+(?: \\((.*)\\))?$`);
const FAILED_ICONS = '✖❌\uea87\uf52f';
/** gotestsum by test ends a package with `PASS pkg`, as other programs may: its last line tells whose they were. */
const BY_TEST = /^(PASS|FAIL) (?:Package )?(?:\.|[\w@~/-]{1,200})( \(cached\))?(?: \(coverage: [^)]*\))?$/;
const SUM = /^DONE \d+ (?:runs?|tests?)\b/;

/**
 * go test, gotestsum and richgo, package by package; packages without tests are neither. A failure is never
 * cached, so it ran.
 */
class GoTestReader implements ToolReader {
  private hits = 0;
  private misses = 0;
  private failed = 0;
  private perhaps = { hits: 0, misses: 0 };

  read({ text }: ToolLine): void {
    if (GO_CACHED.test(text)) this.hits += 1;
    else if (GO_RAN.test(text)) this.misses += 1;
    else if (GO_FAILED.test(text)) this.failed += 1;
    else if (SUM.test(text)) this.sumUp();
    else this.readSummed(text);
  }

  commandBegan(): void {
    this.perhaps = { hits: 0, misses: 0 };
  }

  end(): ToolCount | null {
    const { hits, misses, failed } = this;
    return hits + misses + failed === 0 ? null : { ...plainCount(hits, misses), failed };
  }

  private readSummed(text: string): void {
    const byPackage = BY_PACKAGE.exec(text);
    if (byPackage !== null) {
      if (byPackage[2]?.startsWith('cached') === true) this.hits += 1;
      // A package that did not build has no time.
      else if (byPackage[2] === undefined && FAILED_ICONS.includes(byPackage[1] ?? ' ')) this.failed += 1;
      else this.misses += 1;
      return;
    }
    const byTest = BY_TEST.exec(text);
    if (byTest !== null) this.perhaps[byTest[2] === undefined ? 'misses' : 'hits'] += 1;
  }

  private sumUp(): void {
    this.hits += this.perhaps.hits;
    this.misses += this.perhaps.misses;
    this.perhaps = { hits: 0, misses: 0 };
  }
}

export const goTest: LogTool = {
  name: 'go-test',
  kind: 'buildtool',
  starts: [...ICONS, 'ok', 'FAIL', 'PASS', '| ok', '| FAIL', 'DONE '],
  open: () => new GoTestReader(),
};
