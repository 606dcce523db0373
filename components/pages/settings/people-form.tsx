'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useDeferredValue, useMemo, useRef } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { LinesField, TextField } from '@/components/ui/form/fields';
import classes from '@/components/ui/form/form.module.css';
import { SaveFormPanel } from '@/components/ui/form/save-form-panel';
import { SuggestField } from '@/components/ui/form/suggest-field';
import { loginsQuery } from '@/lib/builds/query';
import { formatCount } from '@/lib/format';
import { type MatchedBots, matchBots } from '@/lib/settings/query';
import { type PeopleDraft, peopleCodec } from './people-draft';
import rows from './rows.module.css';
import { useKnownPeople } from './suggestions';
import { useSectionForm } from './use-section-form';

/** Who is who, and whose builds keep nobody waiting. */
export function PeopleForm({ botPatternMeaning }: { botPatternMeaning: string }) {
  const form = useSectionForm('people', peopleCodec);
  const { fields } = form;
  const people = useKnownPeople();
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    fields.insertListItem('aliases', { id: crypto.randomUUID(), alias: '', person: '' });
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  return (
    <SaveFormPanel
      title="People and bots"
      intro={
        <p>
          Hours lost are those of people, and nobody’s minute counts twice. So that it does not, say here
          which logins and addresses are one person, and which belong to programs, for which nobody waits.
        </p>
      }
      form={form}
      storedProblem={form.base.problem}
      savedText="Hours lost are recomputed in the background, newest weeks first."
    >
      <h3 className={classes.part}>One person by several names</h3>
      <p className={classes.hint}>
        A login or e-mail address as builds have it, and the login that it means. Letter case does not matter.
      </p>
      <ul className={rows.rows} ref={list}>
        {fields.values.aliases.map(({ id, alias }, index) => (
          <li key={id} className={rows.alias}>
            <TextField
              label="Login or address"
              within={`Alias ${index + 1}`}
              placeholder="ada@example.com"
              {...fields.getInputProps(`aliases.${index}.alias`)}
            />
            <SuggestField
              label="Means the person"
              within={`Alias ${index + 1}`}
              placeholder="ada"
              data={people}
              {...fields.getInputProps(`aliases.${index}.person`)}
            />
            <Button
              className={rows.remove ?? ''}
              variant="default"
              aria-label={`Remove alias ${index + 1}${alias === '' ? '' : `, ${alias}`}`}
              onClick={() => fields.removeListItem('aliases', index)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <Button size="xs" variant="default" onClick={add}>
        Add a name
      </Button>
      <div className={rows.apart}>
        <LinesField
          label="Bots, one pattern a line"
          description={botPatternMeaning}
          {...fields.getInputProps('bots')}
        />
        <BotMatches draft={fields.values} />
      </div>
    </SaveFormPanel>
  );
}

/** A pattern such as `*` matches everybody. */
const NAMED = 12;

/** Whom the patterns of bots match as they are typed, saved or not. */
function BotMatches({ draft }: { draft: PeopleDraft }) {
  const { data } = useQuery(loginsQuery(useFilter()));
  const typed = useDeferredValue(draft);
  const matched = useMemo(() => data && matchTyped(typed, data.logins), [typed, data]);
  if (matched === undefined || matched.length === 0) return null;
  const some = matched.filter(({ bots }) => bots.length > 0);
  const none = matched.filter(({ bots }) => bots.length === 0);
  return (
    <section className={rows.matches} aria-labelledby="bot-matches">
      <h3 id="bot-matches">Whom these patterns match</h3>
      <ul>
        {some.map(({ pattern, bots }) => (
          <li key={pattern}>
            <code>{pattern}</code> matches {bots.slice(0, NAMED).map(nameOf).join(', ')}
            {bots.length > NAMED && ` and ${formatCount(bots.length - NAMED)} more`}
          </li>
        ))}
        {none.length > 0 && (
          <li>
            {none.map(({ pattern }, index) => (
              <Fragment key={pattern}>
                {index > 0 && (index === none.length - 1 ? ' and ' : ', ')}
                <code>{pattern}</code>
              </Fragment>
            ))}{' '}
            {none.length === 1 ? 'matches' : 'match'} nobody so far
          </li>
        )}
      </ul>
    </section>
  );
}

/** Rows that are half filled in say nothing yet. */
function matchTyped(draft: PeopleDraft, logins: ReadonlyArray<{ login: string }>): MatchedBots[] {
  const aliases = draft.aliases.filter(({ alias, person }) => alias.trim() !== '' && person.trim() !== '');
  const { value } = peopleCodec.fromDraft({ ...draft, aliases });
  return matchBots(
    value,
    logins.map(({ login }) => login),
  );
}

function nameOf({ login, name }: MatchedBots['bots'][number]): string {
  return name === login ? login : `${login} (means ${name})`;
}
