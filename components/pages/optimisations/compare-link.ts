import { scopeText } from '@/components/panels/insights/effect-words';
import type { Optimisation } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';

/** Compare with the same days, scope, control and seed: the same figures, and all behind them. */
export function compareLink({ id, scope, effect }: Optimisation): string | null {
  if (effect === null) return null;
  const { before, after, control } = effect.comparison;
  const days = (range: { from: string; until: string }) => `${range.from}..${addDays(range.until, -1)}`;
  // What an optimisation did is measured over all events.
  const search = new URLSearchParams({
    range: days(after),
    against: days(before),
    event: 'all',
    seed: String(id),
  });
  const text = scopeText(scope);
  if (text !== null) search.set('scope', text);
  search.set('control', control === null ? 'none' : control.services.join(','));
  return `/compare?${search}`;
}
