import { formatCount, formatDuration, formatRange, formatRatio } from '@/lib/format';
import { rangeOf } from '@/lib/insights/compare/range-of';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import type { TargetsRow } from '@/lib/metrics/targets';
import { pageLinks } from '@/lib/page-links';
import { wilson } from '@/lib/stats/newcombe';
import { addDays } from '@/lib/time/days';
import { addWeeks, daysOfWeek, weekOfDay } from '@/lib/time/weeks';
import type { ReaderContext } from '@/lib/weeks/reader';
import type { FoundAlert } from './alert';

/** Of fewer builds a p90 is that of one or two. */
const FEWEST_BUILDS = 30;
const TARGET_QUANTILE = 0.9;

/**
 * Services whose wait missed its target for the p90 in the last whole week and not in the week before. Missed is a week
 * of 30 builds or more with so few within the target that Wilson's interval has no 90 %.
 */
export async function findTargetAlerts(context: ReaderContext, today: string): Promise<FoundAlert[]> {
  const week = addWeeks(weekOfDay(today), -1);
  const days = daysOfWeek(week);
  const missed = (await readTargets(context, week)).filter(isMissed);
  if (missed.length === 0) return [];
  const before = new Set((await readTargets(context, addWeeks(week, -1))).filter(isMissed).map(serviceOf));
  const { book } = await context.source.open();
  return missed
    .filter(({ service }) => !before.has(service))
    .map(({ service, targetMs, p90Ms, withinRatio, n }) => ({
      subject: `target:${service}`,
      // Before its end nobody knew it.
      since: addDays(days.until, -1),
      kinds: ['target'],
      teams: [book.teamOfService.get(service) ?? null].filter(team => team !== null),
      changes: null,
      describe: async () => ({
        short: `${service} missed its target`,
        text: `Wait for ${service} missed its target in the week ${formatRange(days.from, addDays(days.until, -1))}: p90 ${p90Ms === null ? 'unknown' : formatDuration(p90Ms)}, target ${formatDuration(targetMs)}`,
        detail: `${withinRatio === null ? 'None' : formatRatio(withinRatio)} of ${formatCount(n)} successful builds were within the target, 90 % would meet it; the week before it was not missed.`,
        tone: null,
        href: `${pageLinks.service(service)}?${new URLSearchParams({ range: rangeOf(days) })}`,
      }),
    }));
}

async function readTargets(context: ReaderContext, week: string): Promise<TargetsRow[]> {
  const filter = metricFilterSchema.parse({ range: rangeOf(daysOfWeek(week)) });
  const { rows } = await runMetric(context, 'targets', filter);
  return rows.filter(({ bucket }) => bucket === null);
}

function isMissed({ n, withinRatio }: TargetsRow): boolean {
  if (withinRatio === null || n < FEWEST_BUILDS) return false;
  return wilson({ count: Math.round(withinRatio * n), of: n }).high < TARGET_QUANTILE;
}

function serviceOf({ service }: TargetsRow): string {
  return service;
}
