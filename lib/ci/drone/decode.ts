import { z } from 'zod';
import type { ListPage, LogLine, OddEntry } from '@/lib/ci/ci-server';
import type { ListedBuild, RepoFact } from '@/lib/facts/build-fact';
import { decodeListedBuild } from './decode-build';
import { buildNumber, int64, text, textOrNull } from './wire';

/**
 * The builds of a list. Lists never hold stages, which says nothing about whether a build has some.
 *
 * @throws ZodError when it is no list
 */
export function decodeBuildList(json: unknown): ListPage<ListedBuild> {
  return decodeEntries(z.unknown().array().nullable().parse(json) ?? [], decodeListedBuild);
}

/** Each entry by itself; an odd one is told by its slug or number, else by its place. */
function decodeEntries<Entry>(
  list: readonly unknown[],
  decode: (json: unknown) => Entry,
  first = 1,
): ListPage<Entry> {
  const page: ListPage<Entry> = { entries: [], odd: [] };
  for (const [index, json] of list.entries()) {
    try {
      page.entries.push(decode(json));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      page.odd.push(describeOdd(json, first + index, error));
    }
  }
  return page;
}

const numbered = z.object({ number: buildNumber });
const named = z.object({ slug: z.string().min(1) });

function describeOdd(json: unknown, place: number, error: z.ZodError): OddEntry {
  const number = numbered.safeParse(json).data?.number ?? null;
  const name = named.safeParse(json).data?.slug ?? (number === null ? `entry ${place}` : `#${number}`);
  return { number, name, reason: describeMisfit(error) };
}

/** What is wrong first, and where, as in `stages[0].steps[2].status: unknown status "odd", and 2 more`. */
export function describeMisfit(error: z.ZodError): string {
  const [first] = error.issues;
  const more = error.issues.length > 1 ? `, and ${error.issues.length - 1} more` : '';
  const what = first === undefined ? 'unknown' : `${formatPath(first.path)}: ${first.message}`;
  return `JSON that does not fit the API of Drone 1.0 to 2.x at ${what}${more}`;
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text === '' ? 'the top' : text.replace(/^\./, '');
}

const logWire = z
  .object({ pos: z.int().nullish(), out: z.string().nullish(), time: z.number().nullish() })
  .array()
  .nullable();

/**
 * A step's log; `[]` for a silent step, whose log is the word null. An entry without a position follows
 * the one before it; without a time it is of second 0, which some writers leave out.
 *
 * @throws ZodError
 */
export function decodeLog(json: unknown): LogLine[] {
  let next = 0;
  return (logWire.parse(json) ?? []).map(wire => {
    const pos = wire.pos ?? next;
    next = pos + 1;
    return { pos, out: wire.out ?? '', time: wire.time ?? 0 };
  });
}

/** As long as an entry of an index can be, three bytes a character. */
const LONGEST_SLUG_CHARS = 800;

const repoWire = z.object({
  id: int64,
  slug: z.string().min(1).max(LONGEST_SLUG_CHARS),
  namespace: z.string(),
  name: z.string(),
  default_branch: text,
  link: text,
  visibility: text,
  active: z.boolean(),
  protected: z.boolean().nullish(),
  counter: int64.min(0),
});

/** Repositories of a list, or of a part of one. @param first the place of the first of them in the whole, from 1 */
export function decodeRepos(list: readonly unknown[], first = 1): ListPage<RepoFact> {
  return decodeEntries(list, decodeRepo, first);
}

function decodeRepo(json: unknown): RepoFact {
  const wire = repoWire.parse(json);
  return {
    externalId: wire.id,
    slug: wire.slug,
    namespace: wire.namespace,
    name: wire.name,
    defaultBranch: textOrNull(wire.default_branch),
    link: textOrNull(wire.link),
    visibility: textOrNull(wire.visibility),
    active: wire.active,
    isProtected: wire.protected ?? false,
    counter: wire.counter,
  };
}
