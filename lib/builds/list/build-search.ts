import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { TITLE } from '@/lib/facts/build-sql';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { ReaderScope, WeekReader } from '@/lib/weeks/reader';
import { parseBuildNumber } from '../build-number';
import type { WeekHour } from './week-hour';

/** What a list is narrowed to beside the filter of all figures; null: not by this. */
export interface BuildSearch {
  /** Words of title, branch, number and commit. */
  text: string | null;
  /** The branch where the change comes from, in full. */
  branchName: string | null;
  /** A login, or the person that the settings take several for. */
  author: string | null;
  /** In which it was created; local. */
  weekHour: WeekHour | null;
}

/** Those of one person. */
export interface Logins {
  ids: ReadonlySet<number>;
  /** In lower case. */
  names: readonly string[];
}

/** A build by repository and number, to be looked up. */
export class BuildSet {
  private readonly numbers = new Map<number, Set<number>>();

  add({ repoId, number }: { repoId: number; number: number }): void {
    const numbers = this.numbers.get(repoId);
    if (numbers === undefined) this.numbers.set(repoId, new Set([number]));
    else numbers.add(number);
  }

  has(repoId: number, number: number): boolean {
    return this.numbers.get(repoId)?.has(number) === true;
  }
}

const keyRow = z.object({ repoId: z.int(), number: z.int() });
const loginRow = z.object({ id: z.int(), name: z.string() });
/** Fewer digits of a commit are those of anything. */
const MIN_SHA_LENGTH = 6;

/** The logins of an author, whatever their case; null: of anybody. */
export async function findLogins(
  { pool, settings }: Pick<WeekReader, 'pool' | 'settings'>,
  author: string | null,
): Promise<Logins | null> {
  if (author === null) return null;
  const rows = z.array(loginRow).parse((await pool.query(sql`select id, name from login`)).rows);
  const find = createPersonFinder(settings.people);
  const [login, person] = [author.toLowerCase(), find(author).person];
  const own = rows.filter(({ name }) => name.toLowerCase() === login || find(name).person === person);
  return {
    ids: new Set(own.map(({ id }) => id)),
    names: [...new Set([login, ...own.map(({ name }) => name.toLowerCase())])],
  };
}

/** Whether build `b` has all the words somewhere, and is of the branch, of the logins and of the hour of the week. */
export function isFound(
  { text, branchName, weekHour }: BuildSearch,
  logins: Logins | null,
  timeZone: string,
): SqlStatement {
  const localTime = sql`b.created_at at time zone ${timeZone}`;
  const words = text === null ? [] : text.split(/\s+/).filter(word => word !== '');
  const conditions = [
    ...words.map(hasWord),
    ...(branchName === null ? [] : [sql`b.source = ${branchName}`]),
    ...(logins === null ? [] : [sql`lower(b.person) = any(${logins.names}::text[])`]),
    ...(weekHour === null
      ? []
      : [
          sql`extract(isodow from ${localTime}) = ${weekHour.weekday}::int`,
          sql`extract(hour from ${localTime}) = ${weekHour.hour}::int`,
        ]),
  ];
  return conditions.reduce((all, one) => sql`${all} and ${one}`, sql`true`);
}

/** `#17` is a number; `17` may be one, and `1a2b3c4` a commit. */
function hasWord(word: string): SqlStatement {
  const number = parseBuildNumber(word.replace(/^#?0*/, ''));
  const isNumber = number === null ? sql`false` : sql`b.number = ${number}::bigint`;
  if (/^#\d+$/.test(word)) return isNumber;
  const pattern = `%${escapeLike(word)}%`;
  const isCommit =
    word.length >= MIN_SHA_LENGTH && /^[0-9a-f]+$/i.test(word)
      ? sql`b.after_sha like ${`${word.toLowerCase()}%`}`
      : sql`false`;
  return sql`(${TITLE} ilike ${pattern} or b.source ilike ${pattern} or ${isNumber} or ${isCommit})`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, character => `\\${character}`);
}

/** Ends that runners with clocks of their own tell may lie on the day beside. */
const ROUNDING = sql`interval '1 day'`;

/**
 * The builds that ended in the range and are found: each word is looked for in all of them, so it is the range that
 * bounds the cost (about a second for a million builds).
 */
export async function findBuilds(
  reader: WeekReader,
  { from, until }: ReaderScope['days'],
  search: BuildSearch,
  logins: Logins | null,
): Promise<BuildSet> {
  const { timeZone } = reader.scope;
  const repoIds = [...(reader.series.repoIds ?? reader.book.repos.keys())];
  const { rows } = await reader.pool.query(sql`
    select b.repo_id as "repoId", b.number
    from build b
    where b.repo_id = any(${repoIds}::int[])
      and b.finished_at >= ${from}::date::timestamp at time zone ${timeZone} - ${ROUNDING}
      and b.finished_at < ${until}::date::timestamp at time zone ${timeZone} + ${ROUNDING}
      and ${isFound(search, logins, timeZone)}`);
  return setOf(rows);
}

/** Those of some builds that are found. */
export async function findAmong(
  { pool, scope }: Pick<WeekReader, 'pool' | 'scope'>,
  keys: ReadonlyArray<{ repoId: number; number: number }>,
  search: BuildSearch,
  logins: Logins | null,
): Promise<BuildSet> {
  if (keys.length === 0 || !isNarrow(search)) return setOf(keys);
  const { rows } = await pool.query(sql`
    select b.repo_id as "repoId", b.number
    from unnest(${keys.map(key => key.repoId)}::int[], ${keys.map(key => key.number)}::bigint[]) as k(repo_id, number)
    join build b on b.repo_id = k.repo_id and b.number = k.number
    where ${isFound(search, logins, scope.timeZone)}`);
  return setOf(rows);
}

function isNarrow({ text, branchName, author, weekHour }: BuildSearch): boolean {
  return text !== null || branchName !== null || author !== null || weekHour !== null;
}

function setOf(rows: readonly unknown[]): BuildSet {
  const found = new BuildSet();
  for (const key of z.array(keyRow).parse(rows)) found.add(key);
  return found;
}
