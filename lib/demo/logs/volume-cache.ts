import type { Act } from './log-writer';

/** drillster/drone-volume-cache: restores folders, or finds that there is none. */
export function restoreVolume(folders: readonly string[], found: boolean, ms: number): Act {
  return {
    ms,
    write(log) {
      for (const [index, folder] of folders.entries()) {
        log.at(0.1 + (0.6 * index) / folders.length);
        const text = found ? `Restoring cache for folder ${folder}...` : `No cache for ${folder}`;
        log.say(text, {
          kind: 'archive',
          tool: 'drone-volume-cache',
          ...(found ? { hits: 1 } : { misses: 1 }),
        });
      }
    },
  };
}

export function rebuildVolume(folders: readonly string[], ms: number): Act {
  return {
    ms,
    write(log) {
      log.spread(folders.map(folder => `Rebuilding cache for folder ${folder}...`));
    },
  };
}
