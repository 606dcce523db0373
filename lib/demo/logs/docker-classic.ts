import { hexOf } from '../random';
import type { Layer } from './docker-layer';
import { writePull } from './docker-pull';
import type { Act, LogWriter } from './log-writer';

/** docker's classic builder: a hit is announced, a miss is not. It prints no durations. */
export function classicBuild(layers: readonly Layer[], image: string): Act {
  const ms = layers.reduce((sum, layer) => sum + layer.ms, 0);
  return {
    ms,
    write(log) {
      log.say(`Sending build context to Docker daemon  ${log.random.between(0.4, 9).toFixed(3)}MB\r`);
      let lastId = '';
      for (const [index, layer] of layers.entries()) {
        const step = `Step ${index + 1}/${layers.length} : ${layer.instruction}`;
        log.play({
          ms: layer.ms,
          write: inner => {
            lastId =
              layer.from === undefined
                ? writeClassicLayer(inner, step, layer)
                : writeFrom(inner, step, layer);
          },
        });
      }
      log.say(`Successfully built ${lastId}`);
      log.say(`Successfully tagged ${image}`);
    },
  };
}

function writeClassicLayer(log: LogWriter, step: string, layer: Layer): string {
  const tool = { kind: 'layers', tool: 'docker-classic' } as const;
  const id = layer.hit ? hexOf(12, layer.instruction) : log.random.hex(12);
  log.say(step, { ...tool, open: 1 });
  if (layer.hit) {
    log.say(' ---> Using cache', { ...tool, open: -1, hits: 1 });
    log.say(` ---> ${id}`);
    return id;
  }
  const copies = /^(?:COPY|ADD) /.test(layer.instruction);
  const container = log.random.hex(12);
  if (!copies) log.at(0.02).say(` ---> Running in ${container}`);
  layer.body?.(log);
  if (!copies) log.at(0.99).say(`Removing intermediate container ${container}`);
  log.at(0.99).say(` ---> ${id}`, { ...tool, open: -1, misses: 1 });
  return id;
}

function writeFrom(log: LogWriter, step: string, layer: Layer): string {
  log.say(step);
  const name = layer.instruction.split(' ')[1] ?? '';
  const [path = '', tag = 'latest'] = name.split(':');
  const { present = 0, fetched = 0 } = layer.from ?? {};
  if (fetched > 0) {
    log.say(
      `${tag}: Pulling from ${path.includes('/') ? path.replace(/^[^/]*\.[^/]*\//, '') : `library/${path}`}`,
    );
    writePull(log, present, fetched);
    log.at(0.97).say(`Digest: sha256:${log.random.hex(64)}`);
    log.say(`Status: Downloaded newer image for ${name}`);
  }
  const id = hexOf(12, name);
  log.at(0.99).say(` ---> ${id}`);
  return id;
}
