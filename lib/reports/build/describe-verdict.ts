import { formatCount, formatDay } from '@/lib/format';
import { costOf } from '@/lib/insights/changes/change-words';
import { capital, gainCount } from './describe-news';
import type { ReportFigures } from './report-figures';

/**
 * The answer for whoever reads nothing else: `An ordinary week, with one regression, which costs 1.8 h a week.` How much
 * is told against each of the weeks before, so that it holds whatever their spread is.
 */
export function verdictSentence(figures: ReportFigures): string {
  const { trend } = figures;
  const news = newsOf(figures);
  const level = levelOf(figures);
  const line =
    trend.verdict === 'better' || trend.verdict === 'worse'
      ? `; waits got clearly ${trend.verdict === 'better' ? 'shorter' : 'longer'} since ${formatDay(trend.lineFrom)}`
      : '';
  if (level === null) return `${capital(news ?? NOTHING)}${line}.`;
  if (level !== ORDINARY) return `${level}; ${news ?? NOTHING}${line}.`;
  return news === null ? `${level}: ${NOTHING}${line}.` : `${level}, with ${news}${line}.`;
}

const ORDINARY = 'An ordinary week';
const NOTHING = 'no wait, step or cache clearly changed';

/** Null: the week is not over, had no working day, its hours are not computed, or too few weeks are known. */
function levelOf({ totals, lacksHours, workingDays, usual, isOver }: ReportFigures): string | null {
  if (!isOver || lacksHours || workingDays.now === 0 || usual === null) return null;
  const { weeks, leastLostMsADay, mostLostMsADay } = usual;
  if (leastLostMsADay === null || mostLostMsADay === null) return null;
  const lostMsADay = totals.lostMs / workingDays.now;
  const than = `hours were lost on a working day than in any of the ${formatCount(weeks)} weeks before`;
  if (lostMsADay < leastLostMsADay) return `Fewer ${than}`;
  if (lostMsADay > mostLostMsADay) return `More ${than}`;
  return ORDINARY;
}

/** What the sections tell, counted; null: nothing. */
function newsOf(figures: ReportFigures): string | null {
  const { worse, optimisations } = figures;
  const slower = optimisations.filter(({ effect }) => effect?.direction === 'slower').length;
  const gains = gainCount(figures);
  // The first one costs the most.
  const [first] = worse;
  const cost = first === undefined || (first.change.hoursAWeek ?? 0) <= 0 ? null : costOf(first.change);
  const losses = worse.length + slower;
  const costs = cost === null ? '' : losses === 1 ? `, which ${cost}` : `, of which the largest ${cost}`;
  const parts = [
    ...(losses === 0 ? [] : [`${counted(losses, 'regression')}${costs}`]),
    ...(gains === 0 ? [] : [counted(gains, 'improvement')]),
  ];
  return parts.length === 0 ? null : parts.join(costs === '' ? ' and ' : ', and ');
}

function counted(count: number, what: string): string {
  return count === 1 ? `one ${what}` : `${formatCount(count)} ${what}s`;
}
