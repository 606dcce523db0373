import { expect, test } from 'vitest';
import { includesRole, type Role } from '@/lib/access/query';
import { findRoute } from '@/lib/access/routes';
import { PAGES, pagesFor } from './page-links';
import { TOPICS, topicsFor } from './topics';

const READERS: Array<[role: Role, seesAll: boolean]> = [
  ['viewer', true],
  ['viewer', false],
  ['editor', true],
  ['editor', false],
  ['admin', true],
  ['admin', false],
];

/** What the server would say, which decides. */
function mayOpen(href: string, role: Role, seesAll: boolean): boolean {
  const found = findRoute(href, 'GET');
  const who = found?.who ?? 'self';
  if (found === null || who === 'public' || who === 'self') throw new Error(`${href} is no page`);
  return includesRole(role, who) && (seesAll || !found.route.isOfAll);
}

test.each(READERS)('a %s who sees all: %s, finds what they may open, and nothing else', (role, seesAll) => {
  const offered = (all: readonly { href: string }[]) =>
    all.filter(({ href }) => mayOpen(href, role, seesAll)).map(({ href }) => href);
  expect(pagesFor(seesAll).map(({ href }) => href)).toEqual(offered(PAGES));
  expect(topicsFor(takes => includesRole(role, takes), seesAll).map(({ href }) => href)).toEqual(
    offered(TOPICS),
  );
});
