import type { BuildStep } from '@/lib/builds/query';
import { formatCount, formatDuration } from '@/lib/format';

type Inside = BuildStep['inside'];

const KINDS: Record<Inside['caches'][number]['kind'], string> = {
  layers: 'docker layers',
  registry: 'registry',
  packages: 'packages',
  archive: 'restored archives',
  buildtool: 'build tool',
};

/** Whether a layer or image was there already; empty where the log does not tell. */
export function formatSpanCache({ kind, cache }: Inside['spans'][number]): string {
  if (cache === 'unknown') return '';
  if (cache === 'hit') return kind === 'pull' ? 'was there already' : 'cached';
  return kind === 'pull' ? 'pulled anew' : 'not cached';
}

/** What the log says of caches, tool by tool: `packages (pip): 0 of 17 cached`. */
export function describeCaches({ caches }: Inside): string[] {
  return caches.map(({ kind, tool, hits, misses, missMs, failed }) => {
    const name = `${KINDS[kind]} (${tool})`;
    const lost = missMs === null || missMs === 0 ? '' : `, ${formatDuration(missMs)} in what was not`;
    const broken = failed === 0 ? '' : `, ${formatCount(failed)} failed`;
    if (hits === null || misses === null) return `${name}: the log does not tell what was cached${broken}`;
    return `${name}: ${formatCount(hits)} of ${formatCount(hits + misses)} cached${lost}${broken}`;
  });
}

/** What is missing of the inside of a step, and why. */
export function describeGaps({ reason, headTruncated, tailTruncated, spansLeftOut }: Inside): string[] {
  return [
    ...(reason === null ? [] : [sentence(reason)]),
    ...(headTruncated ? ['The log was too long for the CI server: its beginning is missing.'] : []),
    ...(tailTruncated ? ['The log was too long for the CI server: its end is missing.'] : []),
    ...(spansLeftOut > 0
      ? [`${formatCount(spansLeftOut)} more, each shorter than those shown, are left out.`]
      : []),
  ];
}

/** Reasons come as sentences, or as parts of one. */
function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
