import type { FieldProblem } from '@/lib/field-problem';
import type { Finding, Optimisation, OptimisationDraft } from '@/lib/insights/query';

/** As its fields show it: as text, so that half a number can stand in a field. */
export type OptimisationValues = {
  title: string;
  /** A local day, `2026-03-02`; empty: today. */
  day: string;
  services: string[];
  teams: string[];
  steps: string[];
  runners: string[];
  hoursSpent: string;
  by: string;
  note: string;
  expectedHoursAWeek: string;
};

/** What is prefilled; null: nothing is known yet. */
export type Prefilled = Finding['draft'];

export const EMPTY_DRAFT: Prefilled = {
  title: '',
  at: null,
  scope: { services: [], teams: [], steps: [], runners: [] },
  hoursSpent: null,
  by: null,
  note: null,
  expectedHoursAWeek: null,
  findingKey: null,
};

export function valuesOf(draft: Prefilled, day: string): OptimisationValues {
  const { title, scope, hoursSpent, by, note, expectedHoursAWeek } = draft;
  return {
    title,
    day,
    services: [...scope.services],
    teams: [...scope.teams],
    steps: [...scope.steps],
    runners: [...scope.runners],
    hoursSpent: numberText(hoursSpent),
    by: by ?? '',
    note: note ?? '',
    expectedHoursAWeek: numberText(
      expectedHoursAWeek === null ? null : Math.round(expectedHoursAWeek * 10) / 10,
    ),
  };
}

/** What a stored one has in its fields. */
export function draftOf(stored: Optimisation): Prefilled {
  const { title, at, scope, hoursSpent, by, note, expectedHoursAWeek, findingKey } = stored;
  return { title, at, scope, hoursSpent, by, note, expectedHoursAWeek, findingKey };
}

/**
 * What would be sent, and what cannot be.
 *
 * @param before what the fields were filled with: an instant stays as it is while its day does
 */
export function toDraft(
  values: OptimisationValues,
  before: Prefilled,
  dayBefore: string,
): { draft: OptimisationDraft; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const hours = (path: 'hoursSpent' | 'expectedHoursAWeek') => {
    const text = values[path].trim().replace(',', '.');
    if (text === '') return null;
    const number = Number(text);
    if (Number.isFinite(number) && number >= 0) return number;
    problems.push({ path: [path], message: 'must be a number of hours, such as 6 or 1.5' });
    return null;
  };
  const expected = hours('expectedHoursAWeek');
  const isExpectedKept = values.expectedHoursAWeek === valuesOf(before, dayBefore).expectedHoursAWeek;
  const { title, day, services, teams, steps, runners, by, note } = values;
  const draft: OptimisationDraft = {
    title: title.trim(),
    at: day === dayBefore ? before.at : day === '' ? null : day,
    scope: { services, teams, steps, runners },
    hoursSpent: hours('hoursSpent'),
    by: by.trim() || null,
    note: note.trim() || null,
    // Rounded for the eye; what nobody changed stays exact.
    expectedHoursAWeek: isExpectedKept ? before.expectedHoursAWeek : expected,
    findingKey: before.findingKey,
  };
  return { draft, problems };
}

/** Problems of the API at the fields of the form: the scope's lists stand by themselves, a day is what is asked for. */
export function atFields(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.map(({ path, message }) => {
    const [first, second] = path;
    if (first === 'scope' && second !== undefined) return { path: [second], message };
    return first === 'at' ? { path: ['day'], message } : { path: path.slice(0, 1), message };
  });
}

function numberText(value: number | null): string {
  return value === null ? '' : String(value);
}
