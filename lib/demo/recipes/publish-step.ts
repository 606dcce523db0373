import { buildkitBuild } from '../logs/buildkit';
import { command, silence } from '../logs/command';
import { classicBuild } from '../logs/docker-classic';
import type { Layer } from '../logs/docker-layer';
import { cachePull } from '../logs/docker-pull';
import { dockerPush, type PushedLayer } from '../logs/docker-push';
import type { Act } from '../logs/log-writer';
import { hexOf } from '../random';
import { GIT_URL, REGISTRY } from './common-steps';
import type { RecipeContext, StepRecipe } from './recipe';

/** An instruction before it is known whether the cache has it. */
export interface DockerInstruction {
  text: string;
  seconds: number;
  /** What makes a cached layer useless. */
  dependsOn: 'base' | 'requirements' | 'source';
  body?: NonNullable<Layer['body']>;
  /** For FROM: number of layers of the image. */
  fromLayers?: number;
}

export interface PublishOptions {
  name?: string;
  image?: string;
  dependsOn?: readonly string[];
  dockerfile?: string;
  instructions: readonly DockerInstruction[];
  /** Seconds in which the image is pushed, apart from the way across the ocean. */
  pushSeconds: number;
}

/** Every byte crosses the ocean while the runners are in the other region: about 5 s a push. */
const FAR_AWAY_SECONDS = 5.5;

/** A push plugin: daemon, log-in, build, tag, push. Pull requests are pushed under a tag of their own. */
export function publishStep(context: RecipeContext, options: PublishOptions): StepRecipe {
  const { record } = context;
  const pluginImage = record.repo.builder === 'classic' ? 'plugins/docker:20.18.4' : 'plugins/docker:21';
  return {
    name: options.name ?? 'publish',
    image: pluginImage,
    ...(options.dependsOn === undefined ? {} : { dependsOn: options.dependsOn }),
    failureWeight: 1,
    acts: failing => publishActs(context, options, failing),
  };
}

function publishActs(context: RecipeContext, options: PublishOptions, failing: boolean): Act[] {
  const { record, sha } = context;
  const image = options.image ?? `${REGISTRY}/${record.repo.slug}`;
  const cached = context.has('push-sees-cache');
  const layers = layersOf(context, options, cached);
  const work = `${hexOf(27, sha, image)}`;
  const build =
    record.repo.builder === 'classic'
      ? classicBuild(layers, `${work}:latest`)
      : buildkitBuild(layers, `docker.io/library/${work}`);
  const acts: Act[] = [...daemonActs(context)];
  if (failing && context.random.chance(0.3)) return [...acts, authFailure(context)];
  if (cached) acts.push(cachePull(`${image}:latest`, 5, 4, context.transfer(9)));
  acts.push(
    command(buildCommand(context, options, work, cached ? image : null), context.compute(0.4)),
    build,
  );
  const tag = tagOf(context);
  acts.push(command(`/usr/local/bin/docker tag ${work} ${image}:${tag}`, context.compute(0.3)));
  const pushMs = context.transfer(options.pushSeconds) + farAwayMs(context);
  acts.push(
    failing
      ? pushFailure(context, `${image}:${tag}`)
      : dockerPush(`${image}:${tag}`, pushedLayers(context, layers), pushMs),
  );
  acts.push(command('/usr/local/bin/docker system prune -f', context.compute(0.2)));
  return acts;
}

function tagOf({ record, sha }: RecipeContext): string {
  if (record.event === 'tag' && record.tag !== null) return record.tag;
  if (record.event === 'pull_request') return `pr-${record.pullRequest?.number ?? 0}`;
  return record.cron ?? sha.slice(0, 8);
}

function farAwayMs(context: RecipeContext): number {
  if (context.record.repo.pool !== 'us' || context.has('runners-moved')) return 0;
  return FAR_AWAY_SECONDS * 1000 * context.random.lognormal(0.08);
}

function daemonActs(context: RecipeContext): Act[] {
  return [
    silence(context.transfer(3)),
    command(
      '/usr/local/bin/dockerd --data-root /var/lib/docker --host=unix:///var/run/docker.sock',
      context.compute(2.6),
      log => log.at(0.9).say('Detected registry credentials'),
    ),
    command('/usr/local/bin/docker version', context.compute(0.4), log => {
      log.say('Client:');
      log.say(` Version:           ${context.record.repo.builder === 'classic' ? '20.10.14' : '28.1.1'}`);
    }),
    command('/usr/local/bin/docker info', context.compute(0.5), log => {
      log.say(' Storage Driver: overlay2');
      log.say(' Docker Root Dir: /var/lib/docker');
    }),
  ];
}

function buildCommand(
  context: RecipeContext,
  options: PublishOptions,
  work: string,
  from: string | null,
): string {
  const { record, sha } = context;
  const source = from === null ? '' : ` --cache-from ${from}:latest`;
  return `/usr/local/bin/docker build --rm=true -f ${options.dockerfile ?? 'Dockerfile'} -t ${work} . --pull=true${source} --label org.opencontainers.image.revision=${sha} --label org.opencontainers.image.source=${GIT_URL}/${record.repo.slug}.git`;
}

/** Without a cache everything is built; with it only what the commit touched. */
function layersOf(context: RecipeContext, options: PublishOptions, cached: boolean): Layer[] {
  const { lockChanged, cron } = context.record;
  const cold = !cached || cron === 'weekly-rebuild';
  let broken = cold;
  return options.instructions.map(({ text, seconds, dependsOn, body, fromLayers }) => {
    if (fromLayers !== undefined) {
      // A new stage starts over: whether it hits does not depend on the stage before.
      broken = cold;
      const ms = context.transfer(cached ? seconds * 0.35 : seconds);
      const present = cached ? fromLayers : 0;
      return { instruction: text, ms, hit: false, from: { present, fetched: fromLayers - present } };
    }
    if (dependsOn === 'source' || (dependsOn === 'requirements' && lockChanged)) broken = true;
    const hit = !broken;
    const ms = hit ? 40 : context.compute(seconds);
    return { instruction: text, ms, hit, ...(body === undefined ? {} : { body }) };
  });
}

const FILESYSTEM = /^(?:RUN|COPY|ADD|WORKDIR)\b/;

function pushedLayers(context: RecipeContext, layers: readonly Layer[]): PushedLayer[] {
  const { slug } = context.record.repo;
  const lastFrom = layers.findLastIndex(layer => layer.from !== undefined);
  const { present = 0, fetched = 0 } = layers[lastFrom]?.from ?? {};
  const base = Array.from({ length: present + fetched }, (_, index) => ({
    id: hexOf(12, slug, 'base', index),
    hit: true,
  }));
  const own = layers
    .slice(lastFrom + 1)
    .filter(layer => FILESYSTEM.test(layer.instruction))
    .map(layer => ({
      id: layer.hit ? hexOf(12, slug, layer.instruction) : hexOf(12, context.sha, layer.instruction),
      hit: layer.hit,
    }));
  return [...own.reverse(), ...base];
}

function authFailure(context: RecipeContext): Act {
  return {
    ms: context.compute(1.5),
    write: log => log.at(0.9).say('level=fatal msg="Error authenticating: exit status 1"'),
  };
}

function pushFailure(context: RecipeContext, image: string): Act {
  return command(`/usr/local/bin/docker push ${image}`, context.transfer(6), log => {
    log.at(0.1).say(`The push refers to repository [${image.split(':')[0]}]`);
    log.at(0.9).say('received unexpected HTTP status: 502 Bad Gateway');
    log.say('level=fatal msg="exit status 1"');
  });
}
