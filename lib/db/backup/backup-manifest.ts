import { z } from 'zod';

export const MANIFEST_NAME = 'manifest.json';
export const BACKUP_FORMAT = 1;

const countSchema = z.number().int().nonnegative();

/** What a backup says of itself; it is the last that is written, so that a file with it is whole. */
export const backupManifestSchema = z.object({
  product: z.literal('buildhours'),
  format: z.literal(BACKUP_FORMAT),
  /** An instant, ISO 8601. */
  madeAt: z.iso.datetime(),
  /** Of which Postgres it was made, for people. */
  postgres: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** In an order in which each refers to those before alone. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: countSchema })),
  /** The last number that each has given. */
  sequences: z.array(z.object({ name: z.string(), lastValue: countSchema })),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

export type BackupTable = Omit<BackupManifest['tables'][number], 'rows'>;

/** Where the rows of a table lie in the file. */
export function entryOf(table: string): string {
  return `tables/${table}.copy`;
}

/** Said to people: what is wrong with a file or a database, and what to do. */
export class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
