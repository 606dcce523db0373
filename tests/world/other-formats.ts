import type pg from 'pg';
import { type ColumnSpec, type Columns, emptyColumns, packColumns } from '@/lib/weeks/format/columns';
import { PARTS, type PartName, TABLES, unpackPart } from '@/lib/weeks/format/parts';
import { VERSION_ONE } from '@/lib/weeks/format/version-one';

const BYTES = { u8: 1, u16: 2, i32: 4, u32: 4, f64: 8 } as const;

type Packing = (name: PartName, part: object) => Buffer;

/** Packs all that is packed as somebody else would, and tells nobody: as it stood before this version came. */
export async function packAllAs(pool: pg.Pool, pack: Packing): Promise<void> {
  for (const [table, { name: tableName }] of Object.entries(TABLES)) {
    const names = (Object.keys(PARTS) as PartName[]).filter(name => PARTS[name].table === table);
    const { rows } = await pool.query(
      `select repo_id, week::text as week, ${names.join(', ')} from ${tableName}`,
    );
    for (const row of rows) {
      const packed = names.map(name => pack(name, unpackPart(name, row[name])));
      const set = names.map((name, index) => `${name} = $${index + 3}`).join(', ');
      await pool.query(`update ${tableName} set ${set} where repo_id = $1 and week = $2::date`, [
        row.repo_id,
        row.week,
        ...packed,
      ]);
    }
  }
}

/**
 * A part as version 1 packed it: version, number of entries, length of the names, the names as JSON, then column after
 * column without their names, each padded to eight bytes.
 */
export function packVersionOne(name: PartName, part: object): Buffer {
  const names = Buffer.from(JSON.stringify(namesIn(name, part)));
  const { n, ...columns } = part as Columns<ColumnSpec>;
  const prefix = Buffer.alloc(12);
  prefix.writeUInt32LE(1, 0);
  prefix.writeUInt32LE(n, 4);
  prefix.writeUInt32LE(names.length, 8);
  const pieces = [pad(Buffer.concat([prefix, names]))];
  for (const entry of VERSION_ONE[name].split(' ')) {
    const [column = '', kind = ''] = entry.split(':');
    pieces.push(pad(columnBytes(columns[column] ?? new Uint8Array(), kind)));
  }
  return Buffer.concat(pieces);
}

/** A part as a version after this one packs it: with a column more, in front of all others. */
export function packWithAnotherColumn(name: PartName, part: object): Buffer {
  const { spec, names: key } = PARTS[name];
  const columns = part as Columns<ColumnSpec>;
  const more = emptyColumns({ later: 'u16', ...spec }, columns.n);
  return packColumns(
    { later: 'u16', ...spec },
    {
      columns: { ...more, ...columns, later: more.later.fill(9) },
      names: key === undefined ? null : namesIn(name, part),
      stamp: 1,
    },
  );
}

function namesIn(name: PartName, part: object): string[] | null {
  const key = PARTS[name].names;
  if (key === undefined) return null;
  const found: unknown = Object.entries(part).find(([property]) => property === key)?.[1];
  if (!Array.isArray(found)) throw new RangeError(`${name} without ${key}`);
  return found.map(String);
}

function columnBytes(values: ArrayLike<number>, kind: string): Buffer {
  if (!(kind in BYTES)) throw new RangeError(`no kind ${kind}`);
  const width = BYTES[kind as keyof typeof BYTES];
  const bytes = Buffer.alloc(values.length * width);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (kind === 'f64') bytes.writeDoubleLE(value, i * width);
    else if (kind === 'i32') bytes.writeInt32LE(value, i * width);
    else bytes.writeUIntLE(value, i * width, width);
  }
  return bytes;
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(Math.ceil(bytes.length / 8) * 8 - bytes.length)]);
}
