import type { Act } from './log-writer';

/** The runner pulls a step's image; lines with progress never reach the log. */
export function runnerPull(image: string, fresh: boolean, ms: number): Act {
  return {
    ms,
    write(log) {
      const [path = image, tag = 'latest'] = image.split(':');
      const from = path.includes('/') ? path.replace(/^[^/]*\.[^/]*\//, '') : `library/${path}`;
      log.at(0.05).say(`${tag}: Pulling from ${from}`);
      log.at(0.95).say(`Digest: sha256:${log.random.hex(64)}`);
      const status = fresh ? 'Downloaded newer image for' : 'Image is up to date for';
      log.at(0.97).say(`Status: ${status} ${path}:${tag}`);
    },
  };
}
