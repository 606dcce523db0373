'use client';

import { Button } from '@mantine/core';
import { useRef } from 'react';
import { BotMatches } from './bot-matches';
import { type FieldProblem, problemAt, problemInLines } from './field-problem';
import classes from './form.module.css';
import { FormPanel } from './form-panel';
import { KNOWN_PEOPLE_LIST, KnownPeopleList } from './known-people-list';
import { LinesField } from './lines-field';
import { linesOf } from './lines-of';
import { type AliasDraft, peopleShape } from './people-draft';
import rows from './rows.module.css';
import { TextField } from './text-field';
import { useSectionForm } from './use-section-form';

/** Who is who, and whose builds keep nobody waiting. */
export function PeopleForm({ botPatternMeaning }: { botPatternMeaning: string }) {
  const form = useSectionForm('people', peopleShape);
  const { draft, change, problems } = form;
  const list = useRef<HTMLUListElement>(null);
  const edit = (id: string, part: Partial<AliasDraft>) =>
    change(
      people => ({
        ...people,
        aliases: people.aliases.map(row => (row.id === id ? { ...row, ...part } : row)),
      }),
      'aliases',
    );
  const add = () => {
    change(
      people => ({
        ...people,
        aliases: [...people.aliases, { id: crypto.randomUUID(), alias: '', person: '' }],
      }),
      'none',
    );
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  const remove = (id: string) =>
    change(people => ({ ...people, aliases: people.aliases.filter(row => row.id !== id) }), 'aliases');
  return (
    <FormPanel
      title="People and bots"
      intro={
        <p>
          Hours lost are those of people, and nobody’s minute counts twice. So that it does not, say here
          which logins and addresses are one person, and which belong to programs, for which nobody waits.
        </p>
      }
      form={form}
      savedText="Hours lost are recomputed in the background, newest weeks first."
    >
      <KnownPeopleList />
      <h3 className={classes.part}>One person by several names</h3>
      <p className={classes.hint}>
        A login or e-mail address as builds have it, and the login that it means. Letter case does not matter.
      </p>
      <ul className={rows.rows} ref={list}>
        {draft.aliases.map((row, index) => (
          <li key={row.id} className={rows.alias}>
            <TextField
              label="Login or address"
              within={`Alias ${index + 1}`}
              value={row.alias}
              onChange={alias => edit(row.id, { alias })}
              placeholder="ada@example.com"
              problem={problemOf(problems, row)}
            />
            <TextField
              label="Means the person"
              within={`Alias ${index + 1}`}
              value={row.person}
              onChange={person => edit(row.id, { person })}
              placeholder="ada"
              list={KNOWN_PEOPLE_LIST}
            />
            <button
              type="button"
              className={rows.remove}
              aria-label={`Remove alias ${index + 1}${row.alias === '' ? '' : `, ${row.alias}`}`}
              onClick={() => remove(row.id)}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <Button size="xs" variant="default" onClick={add}>
        Add a name
      </Button>
      <div className={rows.apart}>
        <LinesField
          label="Bots, one pattern a line"
          value={draft.bots}
          onChange={bots => change(people => ({ ...people, bots }), 'bots')}
          hint={botPatternMeaning}
          problem={problemInLines(problems, linesOf(draft.bots), 'bots')}
        />
        <BotMatches draft={draft} />
      </div>
    </FormPanel>
  );
}

/** What the server says names the alias, what is seen here the row. */
function problemOf(problems: readonly FieldProblem[], { id, alias }: AliasDraft): string | null {
  return problemAt(problems, 'aliases', id) ?? problemAt(problems, 'aliases', alias.trim());
}
