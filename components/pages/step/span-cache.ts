import type { MetricRows } from '@/lib/metrics/query';

type CacheStep = Pick<MetricRows['cache-steps'], 'kind' | 'tool' | 'hitRatio'>;

/** How the commands of a tool begin, where that is not with its own name. */
const PROGRAMS: Record<string, string> = {
  gradle: 'gradlew?',
  maven: 'mvnw?',
  'maven-cache': 'mvnw?',
  apt: 'apt(-get)?( -\\S+)* update(?!.* install)',
  'apt-archives': 'apt(-get)?( -\\S+)* (install|upgrade|dist-upgrade|full-upgrade)',
  dnf: '(dnf|yum|microdnf)',
  bundler: 'bundle',
  'go-mod': 'go (build|test|mod|vet|install|run)',
  'go-test': '(go test|gotestsum|richgo)',
  yarn1: 'yarn',
  'yarn-berry': 'yarn',
  bazel: 'bazel(isk)?',
  'bazel-test': 'bazel(isk)? test',
  terraform: '(terraform|tofu)',
  nix: 'nix(-build|-env|-shell)?',
};

/** The caches that the commands of a step look into themselves; layers and pulls tell of their own. */
const KINDS: ReadonlySet<CacheStep['kind']> = new Set(['packages', 'buildtool']);

/** What a tool that a command runs found in its cache. */
export interface ToolCache {
  tool: string;
  hitRatio: number;
}

/**
 * The log of a step tells what a tool found in its cache, not which command ran it: so it is told of a command only
 * where it is the one command of the step that runs the tool.
 *
 * @param commands the labels of all commands of the step
 */
export function toolCaches(
  commands: readonly string[],
  caches: readonly CacheStep[],
): Map<string, ToolCache> {
  const found = new Map<string, ToolCache>();
  for (const { kind, tool, hitRatio } of caches) {
    if (!KINDS.has(kind) || hitRatio === null) continue;
    const program = new RegExp(`(^|[\\s;&|(/])${PROGRAMS[tool] ?? plain(tool)}(?![\\w-])`);
    const running = commands.filter(command => program.test(command));
    const [only] = running;
    if (only !== undefined && running.length === 1 && !found.has(only)) found.set(only, { tool, hitRatio });
  }
  return found;
}

function plain(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
