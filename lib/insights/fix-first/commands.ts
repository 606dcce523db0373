const OPTION = String.raw`(?:(?:-C|-F|--cwd|--dir|--directory|--filter|--prefix|--working-dir)\s+\S+|--?[\w-]+(?:=\S+)?)`;
const BEFORE = String.raw`(?:^|[\s;&|("'])`;
const AFTER = String.raw`(?=$|[\s;&|)"'])`;
const SYSTEM_INSTALL = String.raw`${BEFORE}(?:apt-get|apt|apk|yum|dnf|microdnf|zypper)\b[^&|;]*\b(?:install|add)\b`;
/** The verb is the manager's own: `npm test -- --ci` and `pnpm run ci` install nothing. */
const MANAGER_INSTALL = String.raw`${BEFORE}(?:pip3?|pipx|uv pip|uv|poetry|pdm|conda|mamba|gem|bundle|composer|npm|yarn|pnpm|bun|cargo|luarocks)(?:\s+${OPTION})*\s+(?:install|ci|sync|fetch|i)${AFTER}`;
const OTHER_INSTALL = String.raw`\bgo (?:mod download|get|install)\b|\bdotnet restore\b|\bmvn\b[^&|;]*dependency:`;

const INSTALLS = new RegExp([SYSTEM_INSTALL, MANAGER_INSTALL, OTHER_INSTALL].join('|'));
const SYSTEM_PACKAGES = new RegExp(SYSTEM_INSTALL);
const COMPILERS =
  /\b(build-essential|gcc|g\+\+|clang|make|python3?-dev|musl-dev|build-base|default-jdk|-dev\b)/;
const COPIES_SOURCES = /\b(COPY|ADD)\s+(--\S+\s+)*\.{1,2}\/?\s/;
const COPIES_FROM_STAGE = /--from=/;
const SLIM = /slim|alpine|distroless|busybox|scratch|minimal|micro/i;
const BUILDS_IMAGE =
  /\bdocker(-buildx)?\s+(buildx\s+)?build\b|\bkaniko\b.*executor|\bbuildah\s+(bud|build)\b|\bpodman\s+build\b/;
const SEES_CACHE = /--cache-from|--cache-repo|--cache=true/;
const PUSHES_IMAGE = /\bdocker\s+push\b|\bbuildah\s+push\b|\bpodman\s+push\b/;
const IS_FROM = /(^|\s)FROM\s/;
/** Without registry, path, tag and digest: a mirror or a smaller tag of it is the same. */
const BASE_IMAGE = /(?:^|\s)FROM\s+(?:--platform=\S+\s+)?(?:[^\s@]*\/)?([^\s:@/]+)/;

/** What the label of a command or layer says that it does. */
export const does = {
  installPackages: (label: string) => INSTALLS.test(label),
  installSystemPackages: (label: string) => SYSTEM_PACKAGES.test(label),
  installCompilers: (label: string) => SYSTEM_PACKAGES.test(label) && COMPILERS.test(label),
  copySources: (label: string) => COPIES_SOURCES.test(label),
  copyFromStage: (label: string) => COPIES_FROM_STAGE.test(label),
  buildImage: (label: string) => BUILDS_IMAGE.test(label),
  seeCache: (label: string) => SEES_CACHE.test(label),
  pushImage: (label: string) => PUSHES_IMAGE.test(label),
  beginStage: (label: string) => IS_FROM.test(label),
  nameSlimImage: (label: string) => SLIM.test(label),
} as const;

/** The name of the image that a stage begins from: `python` of `FROM registry.example/base/python:3.12 AS build`; null: it begins none. */
export function baseImageOf(label: string): string | null {
  return BASE_IMAGE.exec(label)?.[1] ?? null;
}
