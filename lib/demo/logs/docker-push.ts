import type { Act } from './log-writer';

export interface PushedLayer {
  /** Short digest. */
  id: string;
  hit: boolean;
}

/** `docker push`: which layers the registry had already. */
export function dockerPush(image: string, layers: readonly PushedLayer[], ms: number): Act {
  return {
    ms,
    write(log) {
      const tool = { kind: 'registry', tool: 'docker-push' } as const;
      const [path = '', tag = 'latest'] = image.split(':');
      log.echo(`/usr/local/bin/docker push ${image}`);
      log.at(0.03).say(`The push refers to repository [${path}]`);
      for (const { id } of layers) log.say(`${id}: Preparing`);
      for (const { id } of layers.slice(5)) log.say(`${id}: Waiting`);
      for (const { id } of layers.filter(layer => layer.hit)) {
        log.at(0.2).say(`${id}: Layer already exists`, { ...tool, hits: 1 });
      }
      const pushed = layers.filter(layer => !layer.hit);
      for (const [index, { id }] of pushed.entries()) {
        log.at(0.3 + (0.6 * index) / pushed.length).say(`${id}: Pushed`, { ...tool, misses: 1 });
      }
      log.at(0.97).say(`${tag}: digest: sha256:${log.random.hex(64)} size: ${layers.length * 221 + 104}`);
    },
  };
}
