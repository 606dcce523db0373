import { addTo, summaryTool } from './summary-tool';

const PACKAGE = String.raw`[\w.-]+\/[\w.-]+ \(`;
const LOADED = new RegExp(`^- Loading ${PACKAGE}.*from cache`);
const DOWNLOADED = new RegExp(`^- Downloading ${PACKAGE}`);
const INSTALLED = new RegExp(`^- (?:Installing|Upgrading|Updating) ${PACKAGE}`);

/** composer: version 1 says it with each package; version 2 lists downloads, so the other installs were cached. */
export const composer = summaryTool({
  name: 'composer',
  kind: 'packages',
  starts: '-',
  read(line, memory) {
    if (LOADED.test(line)) addTo(memory, 'loaded');
    else if (DOWNLOADED.test(line)) addTo(memory, 'downloaded');
    else if (INSTALLED.test(line)) {
      if (line.includes('from cache')) addTo(memory, 'loaded');
      else if (/: (?:Downloading|Cloning)\b/.test(line)) addTo(memory, 'downloaded');
      else addTo(memory, 'installed');
    }
    return null;
  },
  withoutSummary(memory) {
    const misses = memory.get('downloaded') ?? 0;
    const installed = memory.get('installed') ?? 0;
    return { hits: memory.get('loaded') ?? Math.max(installed - misses, 0), misses };
  },
});
