'use client';

import { useLocalStorage } from '@mantine/hooks';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { weekHourName } from '@/components/charts/week-hours';
import filters from '@/components/filters/filter-bar.module.css';
import { parseWeekHour } from '@/lib/builds/query';
import classes from './builds.module.css';

interface SearchState {
  text: string | null;
  branchName: string | null;
  author: string | null;
  weekHour: string | null;
}

interface BuildSearchProps {
  wanted: SearchState;
  set: (change: Partial<SearchState> & { cursor: null }, options?: { history: 'replace' }) => unknown;
}

const TYPING_MS = 250;
/** Whose builds are one's own, in this browser. */
const LOGIN_KEY = 'buildhours.login';

/** Builds by words, one's own, and what else the list was narrowed to by a click. */
export function BuildSearch({ wanted, set }: BuildSearchProps) {
  const hour = parseWeekHour(wanted.weekHour);
  return (
    <search className={classes.search} aria-label="Builds">
      <TextSearch text={wanted.text} onText={text => set({ text, cursor: null }, { history: 'replace' })} />
      <OwnBuilds author={wanted.author} onAuthor={author => set({ author, cursor: null })} />
      {wanted.branchName !== null && (
        <Chip
          name="branch"
          value={wanted.branchName}
          onClear={() => set({ branchName: null, cursor: null })}
        />
      )}
      {hour !== null && (
        <Chip
          name="pushed"
          value={weekHourName(hour.weekday, hour.hour)}
          onClear={() => set({ weekHour: null, cursor: null })}
        />
      )}
      {wanted.author !== null && (
        <Chip name="author" value={wanted.author} onClear={() => set({ author: null, cursor: null })} />
      )}
    </search>
  );
}

/** Asks once nobody types any more. */
function TextSearch({ text, onText }: { text: string | null; onText: (text: string | null) => void }) {
  const [typed, setTyped] = useState(text ?? '');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(text);
  // What comes by a link, or by going back, is not what was typed here last.
  useEffect(() => {
    if (text !== sent.current) setTyped(text ?? '');
    sent.current = text;
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <input
      type="search"
      className={classes.text}
      placeholder="Title, branch, number or commit"
      aria-label="Search builds by title, branch, number or commit"
      maxLength={200}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          const next = value.trim() === '' ? null : value.trim();
          sent.current = next;
          onText(next);
        }, TYPING_MS);
      }}
    />
  );
}

/** The login is asked for once, and stays in this browser. */
function OwnBuilds({
  author,
  onAuthor,
}: {
  author: string | null;
  onAuthor: (login: string | null) => void;
}) {
  const [asks, setAsks] = useState(false);
  const [known, keep] = useLocalStorage<string | null>({ key: LOGIN_KEY, defaultValue: null });
  const field = useId();
  const choose = () => {
    if (known === null || author !== null) setAsks(true);
    else onAuthor(known);
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const login = new FormData(event.currentTarget).get('login');
    if (typeof login !== 'string' || login.trim() === '') return;
    keep(login.trim());
    setAsks(false);
    onAuthor(login.trim());
  };
  if (!asks) {
    return (
      <button type="button" className={classes.plain} onClick={choose}>
        {author === null ? 'My builds' : 'Another login'}
      </button>
    );
  }
  return (
    <form onSubmit={save}>
      <label htmlFor={field}>Your login on the CI server</label>
      {/* biome-ignore lint/a11y/noAutofocus: it was asked for by the button in its place */}
      <input id={field} name="login" maxLength={200} autoComplete="username" required autoFocus />
      <button type="submit" className={classes.plain}>
        Show my builds
      </button>
      <button type="button" className={classes.plain} onClick={() => setAsks(false)}>
        Cancel
      </button>
    </form>
  );
}

function Chip({ name, value, onClear }: { name: string; value: string; onClear: () => void }) {
  return (
    <button
      type="button"
      className={filters.chip}
      aria-label={`Clear the filter ${name} ${value}`}
      onClick={onClear}
    >
      {name}: <strong>{value}</strong> <span aria-hidden="true">×</span>
    </button>
  );
}
