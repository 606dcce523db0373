import type { BuildStep } from '@/lib/builds/query';
import { formatDuration } from '@/lib/format';
import type { PathPart } from './path-parts';

type Compared = Pick<BuildStep, 'runMs' | 'usual' | 'status'>;

/** What a build waited for most, in a sentence, against what that usually takes. */
export function describeLongest(parts: readonly PathPart[]): string | null {
  const [longest] = parts;
  if (longest === undefined) return null;
  const wholeMs = parts.reduce((sum, { ms }) => sum + ms, 0);
  const share = `${formatDuration(longest.ms)}, ${Math.round((longest.ms / wholeMs) * 100)}% of the wait`;
  if (longest.kind === 'queue') return `Mostly waiting before anything ran: ${share}.`;
  if (longest.step === null) return `Mostly setting up and what lies between steps: ${share}.`;
  const { name, usual, verdict } = longest.step;
  const { p50Ms, p90Ms } = usual;
  if (p50Ms === null || p90Ms === null || verdict === 'too-few') return `Mostly ${name}: ${share}.`;
  const word =
    verdict === 'above-p90'
      ? 'slower than usual'
      : verdict === 'above-p75'
        ? 'a little slower than usual'
        : '';
  const range = `usually ${formatDuration(p50Ms)} (p50) to ${formatDuration(p90Ms)} (p90)`;
  return `Mostly ${name}: ${share}${word === '' ? '' : `, ${word}`}; ${range}.`;
}

/**
 * How far a step is from its p50: `+41s`, `−5s`, `as usual` within two seconds or three in a hundred. One that was
 * cut short and is below it says nothing.
 */
export function againstUsual({ runMs, usual, status }: Compared): string {
  const { p50Ms } = usual;
  if (runMs === null || p50Ms === null) return '–';
  const apartMs = runMs - p50Ms;
  if (status !== 'success' && apartMs < 0) return '–';
  if (Math.abs(apartMs) <= Math.max(2000, p50Ms * 0.03)) return 'as usual';
  return `${apartMs > 0 ? '+' : '−'}${formatDuration(Math.abs(apartMs))}`;
}
