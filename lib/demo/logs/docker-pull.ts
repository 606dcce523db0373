import type { Act, LogWriter } from './log-writer';

/** The layers of `docker pull`: had already, or fetched. */
export function writePull(log: LogWriter, present: number, fetched: number): void {
  const tool = { kind: 'registry', tool: 'docker-pull' } as const;
  for (let index = 0; index < present; index++) {
    log.at(0.1).say(`${log.random.hex(12)}: Already exists`, { ...tool, hits: 1 });
  }
  const ids = Array.from({ length: fetched }, () => log.random.hex(12));
  for (const id of ids) log.at(0.12).say(`${id}: Pulling fs layer`);
  for (const [index, id] of ids.entries()) {
    log.at(0.2 + (0.7 * index) / fetched).say(`${id}: Verifying Checksum`);
    log.say(`${id}: Download complete`);
    log.say(`${id}: Pull complete`, { ...tool, misses: 1 });
  }
}

/** What the push plugin does with `cache_from`: it fetches the newest image for its layers. */
export function cachePull(image: string, present: number, fetched: number, ms: number): Act {
  return {
    ms,
    write(log) {
      log.echo(`/usr/local/bin/docker pull ${image}`);
      const [path = '', tag = 'latest'] = image.split(':');
      log.at(0.05).say(`${tag}: Pulling from ${path.replace(/^[^/]*\.[^/]*\//, '')}`);
      writePull(log, present, fetched);
      log.at(0.97).say(`Digest: sha256:${log.random.hex(64)}`);
      log.say(`Status: Downloaded newer image for ${image}`);
      log.say(image);
    },
  };
}
