import type { DemoContent } from './demo-content';
import type { Misbehaviour } from './misbehaviour';
import type { DemoUser } from './users';
import type { VisibleBuilds } from './visible-builds';
import type { WireRepo } from './wire';

/** One request, and what it may ask. */
export interface RouteContext {
  content: DemoContent;
  visible: VisibleBuilds;
  misbehaviour: Misbehaviour;
  at: Date;
  user: DemoUser | null;
  query: URLSearchParams;
}

/** Repositories with the counter as it is visible now. */
export function reposOf({ content, visible, at }: RouteContext): WireRepo[] {
  return content.repoList(at).map(repo => ({ ...repo, counter: visible.counter(repo.slug, at) }));
}

/** Go's Atoi, with 0 for what is no number. */
export function wholeNumber(text: string | null): number {
  return text !== null && /^[+-]?\d{1,15}$/.test(text) ? Number(text) : 0;
}
