import { formatChange, formatHours } from '@/lib/format';
import type { MetricRows } from '@/lib/metrics/query';

type Split = MetricRows['change-split'];

/** Parts that are smaller than this share of the hours before are not worth a word. */
const WORTH = 0.01;

/** The change of the hours lost and its reasons, in one plain sentence. */
export function describeSplit(split: Split): string {
  const { lostBeforeMs, lostMs, changeMs } = split;
  if (lostBeforeMs === 0 && lostMs === 0) return 'No hours were lost in this range, nor in the one before.';
  if (lostBeforeMs === 0) return `${formatHours(lostMs)} were lost; there is nothing before to compare with.`;
  const moved = formatChange(lostMs, lostBeforeMs);
  const reasons = reasonsOf(split);
  if (moved === 'unchanged' || moved === null) {
    const within = reasons.length === 0 ? '' : `, though ${join(reasons)}`;
    return `Hours lost are unchanged at ${formatHours(lostMs)}${within}.`;
  }
  const verb = changeMs > 0 ? 'rose' : 'fell';
  const size = `${formatHours(Math.abs(changeMs))} (${moved.slice(1)})`;
  return `Hours lost ${verb} by ${size}: ${join(reasons)}.`;
}

/** Each with its sign, the largest first. */
function reasonsOf({ lostBeforeMs, volumeMs, speedMs, mixMs }: Split): string[] {
  const words = [
    { ms: volumeMs, more: 'more builds', less: 'fewer builds' },
    {
      ms: speedMs,
      more: 'costlier builds of the same services',
      less: 'cheaper builds of the same services',
    },
    { ms: mixMs, more: 'costlier services building more', less: 'cheaper services building more' },
  ];
  return words
    .filter(({ ms }) => Math.abs(ms) >= lostBeforeMs * WORTH)
    .sort((a, b) => Math.abs(b.ms) - Math.abs(a.ms))
    .map(({ ms, more, less }) =>
      ms > 0 ? `${more} added ${formatHours(ms)}` : `${less} saved ${formatHours(-ms)}`,
    );
}

function join(reasons: readonly string[]): string {
  if (reasons.length === 0) return 'many small reasons';
  return reasons.length === 1 ? reasons.join('') : `${reasons.slice(0, -1).join(', ')} and ${reasons.at(-1)}`;
}
