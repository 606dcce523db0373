import type { DemoContent } from './demo-content';
import { aptInstall } from './logs/apt';
import { silence } from './logs/command';
import { classicBuild } from './logs/docker-classic';
import type { Layer } from './logs/docker-layer';
import { LogWriter } from './logs/log-writer';
import { pipInstall } from './logs/pip';
import { Random } from './random';
import { repoAt } from './repo-at';
import type { RepoSpec } from './services';

export interface BulkWorldOptions {
  /** Over all repositories; spread evenly. */
  builds: number;
  repos: number;
  /** In one stage of each build; 6 unless told. */
  stepsPerBuild?: number;
  /** About so many bytes of JSON in the log of each step; 0, the default, is no logs at all. */
  logBytes?: number;
  /** When the newest build was created; the others lie evenly in the half year before. */
  endsAt?: Date;
}

const SPAN_S = 26 * 7 * 86_400;
const STEP_S = 50;

/**
 * A history for measuring an import: nothing but finished, successful builds, written by filling numbers into
 * a text, so that the server costs next to nothing beside the client.
 */
export function createBulkWorld(options: BulkWorldOptions): DemoContent {
  const stepCount = options.stepsPerBuild ?? 6;
  const endS = Math.floor((options.endsAt ?? new Date('2026-03-02T12:00:00Z')).getTime() / 1000);
  const perRepo = Math.ceil(options.builds / options.repos);
  const specs = Array.from({ length: options.repos }, (_, index) => bulkRepo(index + 1));
  const indexes = new Map(specs.map((spec, index) => [spec.slug, index]));
  const counts = specs.map((_, index) => Math.min(perRepo, Math.max(0, options.builds - perRepo * index)));
  const log = options.logBytes === undefined || options.logBytes === 0 ? null : bulkLog(options.logBytes);
  const countOf = (slug: string) => counts[indexes.get(slug) ?? -1] ?? 0;
  const createdS = (slug: string, number: number) =>
    endS - Math.floor(((countOf(slug) - number) * SPAN_S) / Math.max(1, countOf(slug)));
  const idOf = (slug: string, number: number) => (indexes.get(slug) ?? 0) + 1 + (number - 1) * options.repos;
  const known = (slug: string, number: number) => number >= 1 && number <= countOf(slug);
  const row = (slug: string, number: number) =>
    buildText(
      specs[indexes.get(slug) ?? 0]?.id ?? 0,
      idOf(slug, number),
      number,
      createdS(slug, number),
      stepCount,
    );
  return {
    repoList: () =>
      specs.map((spec, index) => repoAt(spec, Math.floor((endS - SPAN_S) / 86_400), counts[index] ?? 0)),
    buildCount: slug => countOf(slug),
    createdS,
    idOf,
    refOf: () => 'refs/heads/main',
    listedJson: (slug, number) => (known(slug, number) ? `${row(slug, number)}}` : null),
    detailJson: (slug, number) => {
      if (!known(slug, number)) return null;
      const id = idOf(slug, number);
      const repoId = specs[indexes.get(slug) ?? 0]?.id ?? 0;
      return `${row(slug, number)},"stages":[${stageText(repoId, id, createdS(slug, number), stepCount)}]}`;
    },
    logJson: (slug, number, stage, step) =>
      known(slug, number) && stage === 1 && step >= 1 && step <= stepCount ? log : null,
  };
}

function bulkRepo(id: number): RepoSpec {
  const name = `service-${String(id).padStart(3, '0')}`;
  return {
    id,
    namespace: 'bulk',
    name,
    slug: `bulk/${name}`,
    recipe: 'go',
    builder: 'classic',
    pool: 'eu',
    size: 1,
    weight: 1,
    branch: 'main',
    visibility: 'private',
    active: true,
    protected: false,
    autoCancel: false,
    services: [name],
  };
}

function buildText(repoId: number, id: number, number: number, createdS: number, stepCount: number): string {
  const sha = id.toString(16).padStart(40, '0');
  const login = `developer-${id % 20}`;
  return `{"id":${id},"repo_id":${repoId},"trigger":"@hook","number":${number},"status":"success","event":"push","action":"","link":"https://git.lantern-goods.example/bulk/commit/${sha}","timestamp":0,"message":"Change number ${number}\\n","before":"${sha}","after":"${sha}","ref":"refs/heads/main","source_repo":"","source":"main","target":"main","author_login":"${login}","author_name":"Developer ${id % 20}","author_email":"${login}@lantern-goods.example","author_avatar":"","sender":"${login}","started":${createdS + 2},"finished":${createdS + 3 + stepCount * STEP_S},"created":${createdS},"updated":${createdS + 2},"version":3`;
}

function stageText(repoId: number, buildId: number, createdS: number, stepCount: number): string {
  const startS = createdS + 2;
  const steps = Array.from({ length: stepCount }, (_, index) => {
    const stepS = startS + 1 + index * STEP_S;
    const name = index === 0 ? 'clone' : `step-${index + 1}`;
    const after = index === 0 ? '' : `,"depends_on":["${index === 1 ? 'clone' : `step-${index}`}"]`;
    const stopS = stepS + STEP_S - (buildId % 7);
    return `{"id":${buildId * stepCount + index},"step_id":${buildId},"number":${index + 1},"name":"${name}","status":"success","exit_code":0,"started":${stepS},"stopped":${stopS},"version":4${after},"image":"golang:1.23"}`;
  });
  const stopS = startS + 1 + stepCount * STEP_S;
  return `{"id":${buildId},"repo_id":${repoId},"build_id":${buildId},"number":1,"name":"default","kind":"pipeline","type":"docker","status":"success","errignore":false,"exit_code":0,"machine":"runner-1","os":"linux","arch":"amd64","started":${startS},"stopped":${stopS},"created":${createdS},"updated":${stopS},"version":4,"on_success":true,"on_failure":false,"steps":[${steps.join(',')}]}`;
}

/** A log with packages and docker layers in it, of about the size asked for. */
function bulkLog(bytes: number): string {
  const layers: Layer[] = [
    { instruction: 'FROM golang:1.23', ms: 900, hit: false, from: { present: 3, fetched: 2 } },
    { instruction: 'WORKDIR /src', ms: 40, hit: true },
    { instruction: 'COPY . .', ms: 700, hit: false },
    { instruction: 'RUN go build ./...', ms: 9000, hit: false },
  ];
  const acts = [
    aptInstall(['libpq-dev', 'gettext'], 9000),
    classicBuild(layers, 'bulk:latest'),
    pipInstall(['flask', 'gunicorn', 'redis'], 8000),
  ];
  const write = (actCount: number) => {
    const log = new LogWriter(new Random(bytes), Number.POSITIVE_INFINITY);
    log.play(...Array.from({ length: actCount }, (_, index) => acts[index % acts.length] ?? silence(0)));
    return log.finish().json ?? '[]';
  };
  return write(Math.ceil((bytes * acts.length) / write(acts.length).length));
}
