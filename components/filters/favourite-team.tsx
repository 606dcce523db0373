'use client';

import { useLocalStorage, useSessionStorage, useWindowEvent } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useKeptBefore } from '@/components/ui/kept-before';
import { favouriteCookie } from '@/lib/favourite-cookie';
import classes from './filter-bar.module.css';
import { useFilterContext } from './filter-context';
import { useFilterState } from './filter-state';
import { isNarrowed } from './page-filters';

const KEY = 'buildhours-team';
/** It was kept as it is, not as JSON. */
const KEPT_BEFORE = {
  ...{ from: 'buildhours.team', to: KEY, nothing: 'null' },
  read: (text: string) => (text === '' ? null : JSON.stringify(text)),
};

/**
 * The team with which pages begin whose address names none, kept in this browser; `isLeft`: whoever sits here went on to
 * all teams, which holds as long as the tab.
 */
function useFavouriteTeam() {
  useKeptBefore(KEPT_BEFORE);
  const [team, keep] = useLocalStorage<string | null>({ key: KEY, defaultValue: null });
  const [isLeft, setLeft] = useSessionStorage({ key: 'buildhours-team-left', defaultValue: false });
  return { team, keep, isLeft, setLeft };
}

function writeCookie(team: string | null): void {
  // biome-ignore lint/suspicious/noDocumentCookie: pages that came by plain http have no other way
  document.cookie = favouriteCookie(team);
}

/** Makes a team the favourite one, or brings it back; where the page begins with it, chooses it. */
export function FavouriteTeam() {
  const { page, wanted } = useFilterContext();
  const [, setFilters] = useFilterState();
  const favourite = useFavouriteTeam();
  const begins = page.beginsWithFavourite === true;
  const before = useRef(wanted.team);
  const isNamed = isNarrowed(wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of team or favourite is all that this waits for
  useEffect(() => {
    const was = before.current;
    before.current = wanted.team;
    if (wanted.team === favourite.team) {
      if (favourite.team !== null && favourite.isLeft) favourite.setLeft(false);
    } else if (wanted.team === null && was !== null && was === favourite.team) {
      favourite.setLeft(true);
    } else if (begins && !isNamed && favourite.team !== null && !favourite.isLeft) {
      void setFilters({ team: favourite.team }, { history: 'replace' });
    }
  }, [wanted.team, favourite.team, favourite.isLeft, isNamed, begins]);
  const first = favourite.isLeft ? null : favourite.team;
  useEffect(() => writeCookie(first), [first]);
  // The cookie is that of all tabs: what is opened next begins as the tab does that one looks at.
  useWindowEvent('focus', () => writeCookie(first));
  if (wanted.team !== null) {
    const isFavourite = wanted.team === favourite.team;
    return (
      <button
        type="button"
        className={classes.star}
        aria-pressed={isFavourite}
        aria-label={`${wanted.team} is my team`}
        title={
          isFavourite
            ? 'My team: Overview and Services begin with it in this browser. Click to forget it'
            : 'Make it my team: Overview and Services begin with it in this browser'
        }
        onClick={() => favourite.keep(isFavourite ? null : wanted.team)}
      >
        {isFavourite ? '★' : '☆'}
      </button>
    );
  }
  if (!begins || favourite.team === null) return null;
  return (
    <button
      type="button"
      className={classes.star}
      aria-label={`Show ${favourite.team}, my team`}
      title={`Show ${favourite.team}, my team`}
      onClick={() => setFilters({ team: favourite.team, service: null })}
    >
      ☆
    </button>
  );
}
