import type pg from 'pg';
import { copyOut } from '@/lib/db/copy-out';
import { isReadTimeout } from '@/lib/db/database-trouble';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { WeekFormatError } from '../format/columns';
import { type AllParts, PARTS, type PartName, TABLES, unpackNarrow } from '../format/parts';
import type { PackedColumns } from '../format/unpack-columns';
import { DATABASE_IDENTITY } from './database-identity';
import type { WeekRun } from './week-run';

/** Parts of a run, or what is wrong with them: a broken one fails who asks for it, and nobody who loads beside it. */
export type StoredParts<Name extends PartName> = { [Each in Name]: AllParts[Each] | WeekFormatError };

/** A run as it stands in the database. */
interface StoredRun<Name extends PartName> {
  /** Week by week in the order in which the run knows them; null: the week is not in the database. */
  sequences: ReadonlyArray<number | null>;
  /** null: some week is not as the run knows it. */
  parts: StoredParts<Name> | null;
}

/** What was read, and in which database. */
export interface ReadParts<Name extends PartName> {
  identity: string;
  /** In the order of the runs asked for. */
  found: Array<StoredRun<Name>>;
}

/** Some parts, all of one table, of all weeks of some runs. */
export async function readParts<Name extends PartName>(
  pool: pg.Pool,
  names: readonly Name[],
  runs: readonly WeekRun[],
): Promise<ReadParts<Name>> {
  let identity = '';
  const found: Array<StoredRun<Name>> = [];
  const scratch = new Scratch();
  let weeks: StoredWeek[] = [];
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await copyOut(client, statementOf(names, runs), ([here, sequence, buildCount, ...parts]) => {
      identity ||= String(here);
      weeks.push({
        sequence: sequence ? Number(sequence.readBigInt64BE()) : null,
        buildCount: buildCount?.readInt32BE() ?? 0,
        parts: parts.map(bytes => scratch.keep(bytes)),
      });
      const run = runs[found.length];
      if (run === undefined || weeks.length < run.weeks.size) return;
      // While the next ones are on their way.
      found.push(storedRun(names, run, weeks));
      weeks = [];
      scratch.clear();
    });
  } catch (error) {
    if (isReadTimeout(error)) broken = error;
    throw error;
  } finally {
    client.release(broken);
  }
  return { identity, found };
}

function statementOf(names: readonly PartName[], runs: readonly WeekRun[]): SqlStatement {
  const repoIds = runs.flatMap(run => Array.from(run.weeks, () => run.repoId));
  const weeks = runs.flatMap(run => [...run.weeks.keys()]);
  const [first] = names;
  if (first === undefined) throw new RangeError('a part must be named');
  const { table } = PARTS[first];
  // Names of columns and tables cannot be parameters; these come from the closed list of parts, the identity is ours.
  const text = (own: string): SqlStatement => ({ text: own, values: [] });
  return sql`
    with here as materialized (select ${text(DATABASE_IDENTITY)} as identity)
    select here.identity, p.sequence, ${text(table === 'packed' ? 'p.build_count' : '0')},
      ${text(names.map(name => `p.${name}`).join(', '))}
    from here cross join unnest(${repoIds}::int[], ${weeks}::int[]) with ordinality as k(repo_id, week, place)
    left join ${text(TABLES[table].name)} p on p.repo_id = k.repo_id and p.week = date '1970-01-05' + 7 * k.week
    order by k.place`;
}

interface StoredWeek {
  sequence: number | null;
  buildCount: number;
  /** In the order of the names asked for. */
  parts: Uint8Array[];
}

function storedRun<Name extends PartName>(
  names: readonly Name[],
  run: WeekRun,
  weeks: readonly StoredWeek[],
): StoredRun<Name> {
  const sequences = weeks.map(({ sequence }) => sequence);
  const isCurrent = [...run.weeks.values()].every((known, at) => sequences[at] === known);
  if (!isCurrent) return { sequences, parts: null };
  const numbers = [...run.weeks.keys()];
  const unpacked = names.map((name, part) => {
    const columns = weeks.map(({ buildCount, parts }, at) => ({
      bytes: parts[part] ?? new Uint8Array(),
      week: (numbers[at] ?? 0) - run.first,
      buildCount,
    }));
    return [name, unpack(name, columns)] as const;
  });
  return { sequences, parts: asParts(unpacked) };
}

function unpack<Name extends PartName>(
  name: Name,
  weeks: readonly PackedColumns[],
): AllParts[Name] | WeekFormatError {
  try {
    return unpackNarrow(name, weeks);
  } catch (error) {
    if (error instanceof WeekFormatError) return error;
    throw error;
  }
}

/** The one cast: each is under its name. */
function asParts<Name extends PartName>(
  unpacked: ReadonlyArray<readonly [Name, AllParts[Name] | WeekFormatError]>,
): StoredParts<Name> {
  return Object.fromEntries(unpacked) as StoredParts<Name>;
}

const SCRATCH_BYTES = 65_536;

/** Holds bytes until all weeks of a run have come: those of a row are the connection's. */
class Scratch {
  private memory = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  private used = 0;

  keep(bytes: Buffer | null): Uint8Array {
    if (bytes === null) return new Uint8Array();
    const from = this.used;
    const until = from + bytes.length;
    if (until > this.memory.length) {
      // What was kept before stays where it is.
      this.memory = Buffer.allocUnsafeSlow(2 * until);
    }
    bytes.copy(this.memory, from);
    this.used = until;
    return this.memory.subarray(from, until);
  }

  clear(): void {
    this.used = 0;
  }
}
