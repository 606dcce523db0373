import { defineConfig } from 'prisma/config';

// `generate` never runs the schema engine, but the CLI fetches it first unless this names a file.
// The file is not executable on purpose: a migration run by mistake fails instead of doing nothing.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= 'package.json';

const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
});
