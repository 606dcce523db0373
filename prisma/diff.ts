import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { MIGRATIONS_DIR, readMigrationFiles } from '@/lib/db/migration-files';

export const SCHEMA_FILE = fileURLToPath(new URL('schema.prisma', import.meta.url));

/** What the module wants from whoever loads its WebAssembly; not in its types. */
interface LoadableEngine {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/**
 * The SQL that leads from the migrations to the schema: the next migration. Empty when they agree. Runs
 * Prisma's schema engine on a database in memory; needs no server and no network.
 */
export async function diffMigrationsToSchema(schema = readFileSync(SCHEMA_FILE, 'utf8')): Promise<string> {
  await loadEngine();
  const schemaFile = { path: 'schema.prisma', content: schema };
  const database = new PGlite();
  try {
    const engine = await engineModule.SchemaEngine.new(
      { datamodels: [[schemaFile.path, schemaFile.content]] },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(database)),
    );
    const migrations = await readMigrationFiles();
    const { exitCode, stdout } = await engine.diff({
      from: {
        tag: 'migrations',
        baseDir: MIGRATIONS_DIR,
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
        })),
      },
      to: { tag: 'schemaDatamodel', files: [schemaFile] },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? '' : (stdout ?? '');
  } finally {
    await database.close();
  }
}

let loaded: Promise<void> | undefined;

function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const dir = path.dirname(
      createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'),
    );
    const bytes = readFileSync(path.join(dir, 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, {
      './schema_engine_bg.js': { ...engineModule },
    });
    if (!isLoadable(engineModule))
      throw new Error('the schema engine of Prisma has changed: see its new loader');
    engineModule.__wbg_set_wasm(instance.exports);
    const start = instance.exports.__wbindgen_start;
    if (typeof start === 'function') start();
  })();
  return loaded;
}

function isLoadable(module: object): module is LoadableEngine {
  return '__wbg_set_wasm' in module && typeof module.__wbg_set_wasm === 'function';
}
