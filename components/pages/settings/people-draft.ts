import { lineProblem, linesOf } from '@/components/ui/form/field-errors';
import type { FieldProblem } from '@/lib/field-problem';
import type { SectionCodec } from './section';

interface AliasDraft {
  id: string;
  alias: string;
  person: string;
}

export type PeopleDraft = {
  aliases: AliasDraft[];
  /** One pattern a line. */
  bots: string;
};

export const peopleCodec: SectionCodec<'people', PeopleDraft> = {
  toDraft: ({ aliases, bots }) => ({
    aliases: Object.entries(aliases)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([alias, person], index) => ({ id: `stored-${index}`, alias, person })),
    bots: bots.join('\n'),
  }),
  fromDraft: ({ aliases, bots }) => {
    const given = aliases.filter(({ alias, person }) => alias.trim() !== '' || person.trim() !== '');
    const entries = given.map(({ alias, person }) => [alias.trim(), person.trim()] as const);
    return {
      value: { aliases: Object.fromEntries(entries), bots: linesOf(bots) },
      problems: given.flatMap((row, index): FieldProblem[] => {
        const path = ['aliases', aliases.indexOf(row), 'alias'];
        if (row.alias.trim() === '') return [{ path, message: 'is empty: give the login or address' }];
        const before = given.findIndex(({ alias }) => alias.trim() === row.alias.trim());
        return before < index ? [{ path, message: 'is there twice: give it once' }] : [];
      }),
    };
  },
  toDraftProblem: ({ path: [list, key], message }, { aliases, bots }) => {
    if (list === 'bots') return { path: ['bots'], message: lineProblem(linesOf(bots), key, message) };
    const index = aliases.findIndex(({ alias }) => alias.trim() === key);
    return { path: index < 0 ? [] : ['aliases', index, 'alias'], message };
  },
};
