import { formatCount, formatDuration, formatHours, formatRatio } from '@/lib/format';
import { subjectOf } from '@/lib/insights/changes/change-words';
import { CACHE_KIND_LABELS } from '@/lib/metrics/cache-kind-labels';
import type { ReportFigures, ToldChange } from './report-figures';

/** A figure that moved by less is the same. */
const LEAST_SHARE = 0.01;
const LEAST_POINTS = 0.01;

/** What is materially otherwise than it was, one sentence each: `Hours lost: 41.0 h → 43.2 h.`; [] is what one wants. */
export function describeMoves(was: ReportFigures, is: ReportFigures): string[] {
  const figures = [
    moveOf('Hours lost', hoursIn(was, 'lostMs'), hoursIn(is, 'lostMs'), formatHours),
    moveOf('Measured wait', hoursIn(was, 'measuredMs'), hoursIn(is, 'measuredMs'), formatHours),
    moveOf('Builds waited for', was.totals.waitedBuilds, is.totals.waitedBuilds, formatCount),
    moveOf('Typical wait', was.wait?.p50Ms ?? null, is.wait?.p50Ms ?? null, formatDuration),
    moveOf(
      'One build in ten took more than',
      was.wait?.p90Ms ?? null,
      is.wait?.p90Ms ?? null,
      formatDuration,
    ),
    moveOf('Failed', was.totals.failedRatio, is.totals.failedRatio, formatRatio, LEAST_POINTS),
    ...cacheKinds(was, is).map(kind => {
      const [before, after] = [was, is].map(
        ({ caches }) => caches.find(one => one.kind === kind)?.hitRatio ?? null,
      );
      const name = `Hit rate of ${CACHE_KIND_LABELS[kind]}`;
      return moveOf(name, before ?? null, after ?? null, formatRatio, LEAST_POINTS);
    }),
  ].flatMap(move => move ?? []);
  const found = subjectsOf(is);
  const gone = [...was.worse, ...was.better]
    .filter(({ change }) => !found.has(wholeSubjectOf(change)))
    .map(({ change }) => `No longer found: ${subjectOf(change)}.`);
  const moves = [...figures, ...gone];
  const isOtherwise = was.settings.fingerprint !== is.settings.fingerprint && moves.length > 0;
  return isOtherwise ? ['Settings were changed since.', ...moves] : moves;
}

function hoursIn({ totals, lacksHours }: ReportFigures, figure: 'lostMs' | 'measuredMs'): number | null {
  return lacksHours ? null : totals[figure];
}

/** Of either: a kind that no log tells of any more has moved too. */
function cacheKinds(was: ReportFigures, is: ReportFigures) {
  return [...new Set([...is.caches, ...was.caches].map(({ kind }) => kind))];
}

function subjectsOf({ worse, better }: ReportFigures): Set<string> {
  const changes = [...worse, ...better].flatMap(({ change, others }) => [change, ...others]);
  return new Set(changes.map(wholeSubjectOf));
}

/** Told apart from steps of the same name in other pipelines, whether or not there were some when it was stored. */
function wholeSubjectOf(change: ToldChange['change']): string {
  return subjectOf({ ...change, hasNamesakes: true });
}

/** @param leastPoints of a rate, how far apart both must be; left out: a hundredth of what it was */
function moveOf(
  name: string,
  was: number | null,
  is: number | null,
  format: (value: number) => string,
  leastPoints: number | null = null,
): string | null {
  const [before, after] = [was, is].map(value => (value === null ? 'not known' : format(value)));
  if (before === after) return null;
  if (was !== null && is !== null && Math.abs(is - was) < (leastPoints ?? LEAST_SHARE * Math.abs(was)))
    return null;
  return `${name}: ${before} → ${after}.`;
}
