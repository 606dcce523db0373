import type { BuildDraft } from './build-record';
import { type DayContext, type Desk, planDeveloperDay } from './developer-day';
import { planBotDay, planCronDay, planLiveDay } from './robot-day';

/**
 * Every build that is created on one UTC day, oldest first. Nobody's working hours cross midnight UTC, so
 * days can be planned one after the other. Changes the desks.
 */
export function planDay(context: DayContext, desks: readonly Desk[], originS: number): BuildDraft[] {
  const drafts = desks.flatMap(desk => planDeveloperDay(context, desk));
  drafts.push(...planBotDay(context), ...planCronDay(context));
  const arrivals = drafts.map(draft => draft.createdS);
  drafts.push(...planLiveDay(context, originS, arrivals));
  return drafts.sort((a, b) => a.createdS - b.createdS);
}
