import { diffMigrationsToSchema } from './diff';

const sql = await diffMigrationsToSchema();
process.stdout.write(sql === '' ? '-- The migrations and schema.prisma agree.\n' : sql);
