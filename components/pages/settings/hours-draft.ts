import { lineProblem, linesOf } from '@/components/ui/form/field-errors';
import type { FieldProblem } from '@/lib/field-problem';
import type { SectionCodec, SectionValue } from './section';

type Hours = SectionValue<'hours'>;

/** What a team or a person has otherwise; an empty text or null: the same as everybody. */
interface OverrideDraft {
  timeZone: string;
  /** 1 is Monday, 7 is Sunday. */
  workdays: number[] | null;
  from: string;
  until: string;
}

export interface GroupDraft extends OverrideDraft {
  id: string;
  name: string;
  /** One a line; null: this is one person, who has no members. */
  members: string | null;
}

export type HoursDraft = {
  /** Empty: that of the server. */
  timeZone: string;
  workdays: number[];
  from: string;
  until: string;
  teams: GroupDraft[];
  people: GroupDraft[];
};

export const hoursCodec: SectionCodec<'hours', HoursDraft> = {
  toDraft: ({ timeZone, workdays, from, until, teams, people }) => ({
    timeZone: timeZone ?? '',
    workdays: workdays.toSorted((a, b) => a - b),
    from,
    until,
    teams: byName(teams).map(([name, team], index) => ({
      ...toOverride(team),
      id: `stored-${index}`,
      name,
      members: team.members.join('\n'),
    })),
    people: byName(people).map(([name, person], index) => ({
      ...toOverride(person),
      id: `stored-${index}`,
      name,
      members: null,
    })),
  }),
  fromDraft: draft => ({
    value: {
      timeZone: draft.timeZone.trim() === '' ? null : draft.timeZone.trim(),
      workdays: draft.workdays,
      from: wallTime(draft.from),
      until: wallTime(draft.until),
      teams: Object.fromEntries(
        draft.teams.map(team => [
          team.name.trim(),
          { members: linesOf(team.members ?? ''), ...fromOverride(team) },
        ]),
      ),
      people: Object.fromEntries(draft.people.map(person => [person.name.trim(), fromOverride(person)])),
    },
    problems: [...nameProblems('teams', draft.teams), ...nameProblems('people', draft.people)],
  }),
  toDraftProblem: (problem, draft) => {
    const [list, name, field = 'name', position] = problem.path;
    if (list !== 'teams' && list !== 'people') return problem;
    const index = draft[list].findIndex(group => group.name.trim() === name);
    const group = draft[list][index];
    if (group === undefined) return { ...problem, path: [] };
    const message =
      field === 'members'
        ? lineProblem(linesOf(group.members ?? ''), position, problem.message)
        : problem.message;
    return { path: [list, index, field], message };
  },
};

export function emptyGroup(id: string, members: string | null): GroupDraft {
  return { id, name: '', members, timeZone: '', workdays: null, from: '', until: '' };
}

function toOverride({
  timeZone = '',
  workdays,
  from = '',
  until = '',
}: Hours['people'][string]): OverrideDraft {
  return { timeZone, workdays: workdays?.toSorted((a, b) => a - b) ?? null, from, until };
}

function fromOverride({ timeZone, workdays, from, until }: OverrideDraft): Hours['people'][string] {
  return {
    ...(timeZone.trim() !== '' && { timeZone: timeZone.trim() }),
    ...(workdays !== null && { workdays }),
    ...(from.trim() !== '' && { from: wallTime(from) }),
    ...(until.trim() !== '' && { until: wallTime(until) }),
  };
}

/** `7:30` is meant as 07:30. */
function wallTime(text: string): string {
  return text.trim().replace(/^(\d):/, '0$1:');
}

/** Names are keys: what is not there, or there twice, would be lost without a word. */
function nameProblems(list: 'teams' | 'people', groups: readonly GroupDraft[]): FieldProblem[] {
  return groups.flatMap(({ name }, index): FieldProblem[] => {
    const path = [list, index, 'name'];
    if (name.trim() === '') return [{ path, message: 'is empty: give a name, or remove the entry' }];
    const before = groups.findIndex(other => other.name.trim() === name.trim());
    return before < index ? [{ path, message: 'is there twice: give it once' }] : [];
  });
}

function byName<Value>(values: Readonly<Record<string, Value>>): Array<[string, Value]> {
  return Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
}
