'use client';

import { useLocalStorage } from '@mantine/hooks';
import { useKeptBefore } from '@/components/ui/kept-before';

/** An address of ours under a name. */
export interface SavedView {
  name: string;
  /** Path and query. */
  address: string;
}

const MOST = 50;
const NONE: SavedView[] = [];

/** Views as the browser keeps them; what is none is left out, whoever wrote it. */
export function parseViews(text: string | undefined): SavedView[] {
  if (text === undefined) return NONE;
  const list = parseJson(text);
  return Array.isArray(list) ? list.filter(isView) : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isView(item: unknown): item is SavedView {
  if (typeof item !== 'object' || item === null || !('name' in item) || !('address' in item)) return false;
  const { name, address } = item;
  // A second slash would lead to another site.
  return typeof name === 'string' && typeof address === 'string' && /^\/(?!\/)/.test(address);
}

/** The list with a view: in the place of the one of that name, else at the end. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const known = views.some(({ name }) => name === view.name);
  const next = known ? views.map(other => (other.name === view.name ? view : other)) : [...views, view];
  return next.slice(-MOST);
}

/** The list with a view that was deleted, where it stood; one that was saved under its name meanwhile stays as it is. */
export function withViewBack(views: readonly SavedView[], view: SavedView, place: number): SavedView[] {
  return views.some(({ name }) => name === view.name) ? [...views] : views.toSpliced(place, 0, view);
}

const KEY = 'buildhours-views';
const KEPT_BEFORE = {
  ...{ from: 'buildhours.views', to: KEY, nothing: '[]' },
  read: (text: string) => {
    const views = parseViews(text);
    return views.length === 0 ? null : JSON.stringify(views);
  },
};

/** What this browser keeps of addresses. */
export function useSavedViews() {
  useKeptBefore(KEPT_BEFORE);
  const [views, set] = useLocalStorage({
    key: KEY,
    defaultValue: NONE,
    deserialize: parseViews,
  });
  return [views, set] as const;
}
