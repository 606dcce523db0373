'use client';

import { useQuery } from '@tanstack/react-query';
import { Fragment, useDeferredValue, useMemo } from 'react';
import { useFilter } from '@/components/filters/use-filter';
import { loginsQuery } from '@/lib/builds/query';
import { formatCount } from '@/lib/format';
import { type MatchedBots, matchBots } from '@/lib/settings/query';
import classes from './form.module.css';
import { type PeopleDraft, peopleShape } from './people-draft';
import rows from './rows.module.css';

/** A pattern such as `*` matches everybody. */
const NAMED = 12;

/** Whom the patterns of bots match as they are typed, saved or not. */
export function BotMatches({ draft }: { draft: PeopleDraft }) {
  const { data } = useQuery(loginsQuery(useFilter()));
  const typed = useDeferredValue(draft);
  const matched = useMemo(() => data && matchTyped(typed, data.logins), [typed, data]);
  if (matched === undefined || matched.length === 0) return null;
  const some = matched.filter(({ bots }) => bots.length > 0);
  const none = matched.filter(({ bots }) => bots.length === 0);
  return (
    <section className={rows.matches} aria-labelledby="bot-matches">
      <h3 className={classes.label} id="bot-matches">
        Whom these patterns match
      </h3>
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
  const { value } = peopleShape.fromDraft({ ...draft, aliases });
  return matchBots(
    value,
    logins.map(({ login }) => login),
  );
}

function nameOf({ login, name }: MatchedBots['bots'][number]): string {
  return name === login ? login : `${login} (means ${name})`;
}
