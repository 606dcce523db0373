import { hexOf } from '../random';
import type { Layer } from './docker-layer';
import type { Act, LogWriter } from './log-writer';

/** BuildKit's plain progress: its own seconds, one number for each vertex. */
export function buildkitBuild(layers: readonly Layer[], image: string): Act {
  const ms = layers.reduce((sum, layer) => sum + layer.ms, 0) + 1500;
  return {
    ms,
    write(log) {
      const base = layers[0]?.instruction.split(' ')[1] ?? 'scratch';
      log.say('#0 building with "default" instance using docker driver');
      log.say('');
      writeVertex(log, 1, '[internal] load build definition from Dockerfile', [
        'transferring dockerfile: 1.42kB done',
      ]);
      writeVertex(
        log,
        2,
        `[internal] load metadata for ${base.includes('/') ? base : `docker.io/library/${base}`}`,
        [],
      );
      writeVertex(log, 3, '[internal] load .dockerignore', ['transferring context: 182B done']);
      writeVertex(log, 4, '[internal] load build context', [
        `transferring context: ${log.random.between(0.3, 7).toFixed(2)}MB 0.2s done`,
      ]);
      const names = vertexNames(layers);
      for (const [index, layer] of layers.entries()) {
        const name = names[index] ?? '';
        log.play({ ms: layer.ms, write: inner => writeBuildkitLayer(inner, index + 5, name, layer) });
      }
      const number = layers.length + 5;
      log.say(`#${number} exporting to image`);
      log.say(`#${number} exporting layers 0.9s done`);
      log.say(`#${number} writing image sha256:${log.random.hex(64)} done`);
      log.say(`#${number} naming to ${image} done`);
      log.say(`#${number} DONE 1.0s`);
      log.say('');
    },
  };
}

/** `[builder 2/5] RUN …`: counted within the stage, which is named after its FROM. */
function vertexNames(layers: readonly Layer[]): string[] {
  const stages = new Map<number, { name: string; size: number }>();
  let stage = -1;
  const places = layers.map(layer => {
    if (layer.from !== undefined) stage += 1;
    const known = stages.get(stage) ?? { name: / AS (\S+)$/.exec(layer.instruction)?.[1] ?? '', size: 0 };
    known.size += 1;
    stages.set(stage, known);
    return { stage, place: known.size };
  });
  const several = stages.size > 1;
  return layers.map((layer, index) => {
    const at = places[index] ?? { stage: 0, place: 1 };
    const { name, size } = stages.get(at.stage) ?? { name: '', size: 1 };
    const label = several ? `${name === '' ? `stage-${at.stage}` : name} ` : '';
    const place = String(at.place).padStart(String(size).length);
    const instruction = layer.instruction.replace(/ AS \S+$/, '');
    const pinned = layer.from === undefined ? instruction : pinnedFrom(instruction);
    return `[${label}${place}/${size}] ${pinned}`;
  });
}

function pinnedFrom(instruction: string): string {
  const image = instruction.replace('FROM ', '');
  return `FROM ${image.includes('/') ? image : `docker.io/library/${image}`}@sha256:${hexOf(64, image)}`;
}

function writeVertex(log: LogWriter, number: number, name: string, lines: readonly string[]): void {
  log.say(`#${number} ${name}`);
  for (const line of lines) log.say(`#${number} ${line}`);
  log.say(`#${number} DONE 0.${log.random.whole(0, 3)}s`);
  log.say('');
}

function writeBuildkitLayer(log: LogWriter, number: number, name: string, layer: Layer): void {
  const tool = { kind: 'layers', tool: 'buildkit' } as const;
  if (layer.from !== undefined) {
    log.say(`#${number} ${name}`);
    if (layer.ms > 1500) {
      log.at(0.3).say(`#${number} sha256:${log.random.hex(64)} 12.58MB / 29.54MB 0.3s`);
      log.at(0.9).say(`#${number} extracting sha256:${log.random.hex(64)} 1.1s done`);
    }
    log.at(0.99).say(`#${number} DONE ${(layer.ms / 1000).toFixed(1)}s`);
    log.say('');
    return;
  }
  log.say(`#${number} ${name}`, { ...tool, open: 1 });
  if (layer.hit) {
    log.say(`#${number} CACHED`, { ...tool, open: -1, hits: 1 });
    log.say('');
    return;
  }
  log.prefixed(
    sinceMs => `#${number} ${Number((sinceMs / 1000).toPrecision(4)).toFixed(sinceMs < 10_000 ? 3 : 2)} `,
    () => layer.body?.(log),
  );
  log.at(0.99).say(`#${number} DONE ${(layer.ms / 1000).toFixed(1)}s`, { ...tool, open: -1, misses: 1 });
  log.say('');
}
