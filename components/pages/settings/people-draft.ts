import type { DraftShape } from './draft-shape';
import type { FieldProblem } from './field-problem';
import { linesOf } from './lines-of';

export interface AliasDraft {
  id: string;
  alias: string;
  person: string;
}

export interface PeopleDraft {
  aliases: AliasDraft[];
  /** One pattern a line. */
  bots: string;
}

export const peopleShape: DraftShape<'people', PeopleDraft> = {
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
        const path = ['aliases', row.id];
        if (row.alias.trim() === '') return [{ path, message: 'is empty: give the login or address' }];
        const before = given.findIndex(({ alias }) => alias.trim() === row.alias.trim());
        return before < index ? [{ path, message: 'is there twice: give it once' }] : [];
      }),
    };
  },
};
