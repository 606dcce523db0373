import { command } from './command';
import type { Act, LogWriter } from './log-writer';
import { versionOf } from './version-of';

/** pip in a container without its cache; the metadata lines are no downloads of packages. */
export function writePip(log: LogWriter, packages: readonly string[], cachedRatio: number): void {
  const tally = (hit: boolean) =>
    ({ kind: 'packages', tool: 'pip', ...(hit ? { hits: 1 } : { misses: 1 }) }) as const;
  const wheels: { text: string; hit: boolean }[] = [];
  for (const [index, name] of packages.entries()) {
    const version = versionOf(name);
    const wheel = `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
    const hit = log.random.chance(cachedRatio);
    log.at(0.03 + (0.35 * index) / packages.length);
    log.say(`Collecting ${name}==${version} (from -r requirements.txt (line ${index + 1}))`);
    log.say(`  ${hit ? 'Using cached' : 'Downloading'} ${wheel}.metadata (${log.random.whole(2, 60)} kB)`);
    wheels.push({ text: wheel, hit });
  }
  for (const [index, { text, hit }] of wheels.entries()) {
    const size = `${log.random.whole(20, 900)} kB`;
    log.at(0.4 + (0.35 * index) / wheels.length);
    log.say(`${hit ? 'Using cached' : 'Downloading'} ${text} (${size})`, tally(hit));
    if (!hit && index % 4 === 0)
      log.say(`\r   ━━━━━━━━━━ 0.1/0.4 MB\r   ━━━━━━━━━━━━━━━━━━━━ ${size} 8.1 MB/s eta 0:00:00`);
  }
  log.at(0.78).say(`Installing collected packages: ${packages.join(', ')}`);
  const installed = packages.map(name => `${name}-${versionOf(name)}`).join(' ');
  log.at(0.97).say(`Successfully installed ${installed}`);
  log.say("\x1b[33mWARNING: Running pip as the 'root' user can result in broken permissions\x1b[0m");
}

export function pipInstall(packages: readonly string[], ms: number): Act {
  const text = 'pip install --no-cache-dir -r requirements.txt -r requirements-dev.txt';
  return command(text, ms, log => writePip(log, packages, 0));
}
