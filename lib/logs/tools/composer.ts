import { addTo, summaryTool } from './summary-tool';

const PACKAGE = String.raw`[\w.-]{1,100}\/[\w.-]{1,100} \(`;
const LOADED = new RegExp(`^- Loading ${PACKAGE}.*from cache`);
const DOWNLOADED = new RegExp(`^- Downloading ${PACKAGE}`);
/** Without what was done to it, it is a plan, or a package that holds nothing. */
const INSTALLED = new RegExp(
  `^- (?:Installing|Upgrading|Updating|Downgrading) ${PACKAGE}[^)]*\\)(?: from [^:]{1,100})?: `,
);
/** Packages of this repository itself, which are neither downloaded nor cached. */
const LOCAL = /: (?:Symlinking|Mirroring|Junctioning|Source already present)/;

/**
 * composer. Version 1 says with each package where it came from. Version 2 lists downloads beforehand, so the
 * other installs were cached; it, too, says so with those that it clones.
 */
export const composer = summaryTool({
  name: 'composer',
  kind: 'packages',
  starts: ['- '],
  read(line, memory) {
    if (LOADED.test(line)) addTo(memory, 'loaded');
    else if (DOWNLOADED.test(line)) addTo(memory, 'downloaded');
    else if (INSTALLED.test(line)) {
      if (LOCAL.test(line)) addTo(memory, 'local');
      else if (line.includes('from cache')) addTo(memory, 'told hit');
      else if (/: (?:Downloading|Cloning)\b/.test(line)) addTo(memory, 'told miss');
      else addTo(memory, 'installed');
    }
    return null;
  },
  withoutSummary(memory) {
    const of = (name: string) => memory.get(name) ?? 0;
    // At -vv what is loaded has a line of its own before it is installed.
    const notDownloaded = Math.max(of('installed') - of('downloaded'), of('loaded'), 0);
    return { hits: of('told hit') + notDownloaded, misses: of('told miss') + of('downloaded') };
  },
});
