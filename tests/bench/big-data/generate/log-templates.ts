/** What a log of a step of each kind tells, by language: go, node, python, jvm. */
type LogKind = 'install' | 'test' | 'docker';

export interface LabelTemplate {
  log: LogKind;
  /** Order in the log, from 1. */
  number: number;
  kind: 'pull' | 'command' | 'layer';
  tool: string | null;
  labels: readonly [string, string, string, string];
  /** Share of the step's time. Layers share what is left among those that are not cached. */
  weight: number;
  /** Number of the layer, from 1; null: none. */
  layer: number | null;
}

const RUNTIMES = [
  'golang:1.25-bookworm',
  'node:22-bookworm',
  'python:3.13-slim',
  'eclipse-temurin:21-jdk',
] as const;
const PLUGIN = same('plugins/docker:20');

function same(label: string): LabelTemplate['labels'] {
  return [label, label, label, label];
}

function command(
  log: LogKind,
  number: number,
  weight: number,
  labels: LabelTemplate['labels'],
): LabelTemplate {
  return { log, number, kind: 'command', tool: null, labels, weight, layer: null };
}

function pull(log: LogKind, labels: LabelTemplate['labels']): LabelTemplate {
  return { log, number: 1, kind: 'pull', tool: 'docker-pull', labels, weight: 0.05, layer: null };
}

const LAYERS: ReadonlyArray<readonly [string, number]> = [
  ['FROM base AS build', 6],
  ['RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates build-essential', 22],
  ['WORKDIR /app', 0.3],
  ['COPY requirements ./', 0.4],
  ['RUN install the requirements', 46],
  ['RUN generate the sources of interfaces', 8],
  ['COPY config ./config', 0.4],
  ['COPY assets ./assets', 1],
  ['COPY . .', 2],
  ['RUN make build', 38],
  ['FROM runtime', 3],
  ['COPY --from=build /app/dist /app', 2],
];

export const LAYER_COUNT = LAYERS.length;
/** The docker build's place in its log; layers belong to it. */
export const DOCKER_BUILD_NUMBER = 2;
/** Of a docker step's time: that of all its layers. */
export const LAYERS_SHARE = 0.85;
export const CACHED_LAYER_MS = 100;
/** Images that were not there yet. */
export const PULLED = 0.8;

export const LABEL_TEMPLATES: readonly LabelTemplate[] = [
  pull('install', RUNTIMES),
  command('install', 2, 0.85, [
    'go mod download',
    'pnpm install --frozen-lockfile',
    'pip install -r requirements.txt',
    './gradlew --build-cache assemble',
  ]),
  command('install', 3, 0.08, ['go generate ./...', 'pnpm prepare', 'pip check', './gradlew projects']),
  pull('test', RUNTIMES),
  command('test', 2, 0.04, ['go env', 'corepack enable', 'python --version', './gradlew --version']),
  command('test', 3, 0.8, ['go test ./...', 'pnpm turbo test', 'pytest -n 4 tests', './gradlew test']),
  command('test', 4, 0.07, [
    'go tool cover -func=cover.out',
    'pnpm coverage',
    'coverage xml',
    './gradlew jacocoTestReport',
  ]),
  command('test', 5, 0.02, same('./ci/upload-report.sh')),
  pull('docker', PLUGIN),
  command(
    'docker',
    DOCKER_BUILD_NUMBER,
    0.88,
    same('/usr/local/bin/docker build --rm=true -f Dockerfile -t <tag> .'),
  ),
  ...LAYERS.map(
    ([label, weight], index): LabelTemplate => ({
      log: 'docker',
      number: DOCKER_BUILD_NUMBER + 1 + index,
      kind: 'layer',
      tool: 'buildkit',
      labels: same(label),
      weight,
      layer: index + 1,
    }),
  ),
  command(
    'docker',
    DOCKER_BUILD_NUMBER + 1 + LAYERS.length,
    0.06,
    same('/usr/local/bin/docker system prune -f'),
  ),
];
