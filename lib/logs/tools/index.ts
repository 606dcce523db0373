import { apk } from './apk';
import { apt } from './apt';
import { bazel } from './bazel';
import { buildah } from './buildah';
import { buildkit } from './buildkit';
import { bundler } from './bundler';
import { cargo } from './cargo';
import { ccache } from './ccache';
import { composer } from './composer';
import { dockerClassic } from './docker-classic';
import { dockerPull } from './docker-pull';
import { dockerPush } from './docker-push';
import { droneCache } from './drone-cache';
import { droneVolumeCache } from './drone-volume-cache';
import { goMod } from './go-mod';
import { goTest } from './go-test';
import { gradle } from './gradle';
import { kaniko } from './kaniko';
import type { LogTool } from './log-tool';
import { maven } from './maven';
import { npm } from './npm';
import { nx } from './nx';
import { pip } from './pip';
import { pluginsCache } from './plugins-cache';
import { pnpm } from './pnpm';
import { poetry } from './poetry';
import { s3Cache } from './s3-cache';
import { sccache } from './sccache';
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
  dockerPull,
  dockerPush,
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
  apk,
  goTest,
  gradle,
  bazel,
  turbo,
  nx,
  sccache,
  ccache,
  cargo,
];
