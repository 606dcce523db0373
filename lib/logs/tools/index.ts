import { apk } from './apk';
import { apt, aptArchives } from './apt';
import { bazel, bazelTest } from './bazel';
import { buildah } from './buildah';
import { buildkit } from './buildkit';
import { buildpacks } from './buildpacks';
import { bundler } from './bundler';
import { cargo } from './cargo';
import { ccache } from './ccache';
import { composer } from './composer';
import { cranePush } from './crane-push';
import { dnf } from './dnf';
import { dockerClassic } from './docker-classic';
import { dockerPull } from './docker-pull';
import { dockerPush } from './docker-push';
import { dotnet } from './dotnet';
import { droneCache } from './drone-cache';
import { droneVolumeCache } from './drone-volume-cache';
import { earthly } from './earthly';
import { goMod } from './go-mod';
import { goTest } from './go-test';
import { gradle, gradleConfiguration } from './gradle';
import { kaniko } from './kaniko';
import type { LogTool } from './log-tool';
import { maven, mavenCache } from './maven';
import { moon } from './moon';
import { nix } from './nix';
import { npm } from './npm';
import { nx } from './nx';
import { pip } from './pip';
import { pluginsCache } from './plugins-cache';
import { pnpm } from './pnpm';
import { podmanPull, podmanPush } from './podman-copy';
import { poetry } from './poetry';
import { preCommit } from './pre-commit';
import { s3Cache } from './s3-cache';
import { sccache } from './sccache';
import { terraform } from './terraform';
import { turbo } from './turbo';
import { uv } from './uv';
import { yarnBerry } from './yarn-berry';
import { yarn1 } from './yarn1';

/** Every tool that is understood. A new one is its file, its test, and a line here. */
export const TOOLS: readonly LogTool[] = [
  dockerClassic,
  buildkit,
  kaniko,
  buildah,
  earthly,
  buildpacks,
  dockerPull,
  dockerPush,
  podmanPull,
  podmanPush,
  cranePush,
  droneCache,
  droneVolumeCache,
  pluginsCache,
  s3Cache,
  pip,
  poetry,
  uv,
  npm,
  yarn1,
  yarnBerry,
  pnpm,
  bundler,
  composer,
  maven,
  goMod,
  apt,
  aptArchives,
  apk,
  dnf,
  dotnet,
  terraform,
  preCommit,
  goTest,
  gradle,
  gradleConfiguration,
  mavenCache,
  bazel,
  bazelTest,
  nix,
  turbo,
  nx,
  moon,
  sccache,
  ccache,
  cargo,
];
