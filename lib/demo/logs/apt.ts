import { command } from './command';
import type { Act, LogWriter } from './log-writer';
import { versionOf } from './version-of';

/** What comes along uncalled. */
const APT_DEPENDENCIES = [
  'libc6-dev',
  'libpq5',
  'libgomp1',
  'libmpc3',
  'libkrb5-3',
  'libmagic-mgc',
  'libelf1',
];
const DEBIAN = 'http://deb.debian.org/debian';

/** What apt-get prints in a fresh container: everything is fetched, nothing is a hit. */
export function writeApt(log: LogWriter, packages: readonly string[]): void {
  const tally = { kind: 'packages', tool: 'apt', misses: 1 } as const;
  log.at(0.02).say(`Get:1 ${DEBIAN} bookworm InRelease [151 kB]`, tally);
  log.at(0.05).say(`Get:2 ${DEBIAN} bookworm-updates InRelease [55.4 kB]`, tally);
  log.at(0.16).say(`Get:3 ${DEBIAN} bookworm/main amd64 Packages [8793 kB]`, tally);
  log.at(0.24).say('Fetched 9000 kB in 3s (2871 kB/s)');
  log.say('Reading package lists...');
  log.at(0.3).say('Building dependency tree...');
  log.say('The following NEW packages will be installed:');
  log.say(`  ${packages.join(' ')}`);
  const archives = [...APT_DEPENDENCIES.slice(0, packages.length + 1), ...packages];
  const archiveTally = { kind: 'packages', tool: 'apt-archives', misses: 1 } as const;
  const text = `0 upgraded, ${archives.length} newly installed, 0 to remove and ${log.random.whole(0, 9)} not upgraded.`;
  log.at(0.32).say(text);
  log.say('Need to get 14.2 MB of archives.');
  for (const [index, name] of archives.entries()) {
    const version = `${versionOf(name)}-${1 + (index % 3)}`;
    const size = `${log.random.whole(20, 900)} kB`;
    log.at(0.34 + (0.3 * index) / archives.length);
    log.say(
      `Get:${index + 4} ${DEBIAN} bookworm/main amd64 ${name} amd64 ${version} [${size}]`,
      archiveTally,
    );
  }
  log.at(0.65).say('debconf: delaying package configuration, since apt-utils is not installed');
  log.at(0.66).say('Fetched 14.2 MB in 6s (2371 kB/s)');
  for (const [index, name] of packages.entries()) {
    log.at(0.68 + (0.28 * index) / packages.length).say(`Setting up ${name} (${versionOf(name)}-2) ...`);
  }
  log.at(0.97).say('Processing triggers for libc-bin (2.36-9+deb12u7) ...');
}

export function aptInstall(packages: readonly string[], ms: number): Act {
  const text = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  return command(text, ms, log => writeApt(log, packages));
}
