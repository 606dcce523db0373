import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Prisma } from '@/lib/db/generated/client';
import { prismaFor } from '@/lib/db/prisma';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { diffMigrationsToSchema, SCHEMA_FILE } from './diff';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('the migrations make what schema.prisma says', async () => {
  expect(await diffMigrationsToSchema()).toBe('');
}, 120_000);

test('a field that no migration adds is noticed, and the SQL for it is given', async () => {
  const schema = readFileSync(SCHEMA_FILE, 'utf8').replace(
    /^model Server \{$/m,
    'model Server {\n  motto String?',
  );
  expect(await diffMigrationsToSchema(schema)).toContain('ALTER TABLE "server" ADD COLUMN     "motto" TEXT');
}, 120_000);

test.each(Object.values(Prisma.ModelName))('the client reads %s', async model => {
  const prisma = await prismaFor(db.pool);
  const delegate: unknown = Reflect.get(prisma, model.charAt(0).toLowerCase() + model.slice(1));
  if (!canFindFirst(delegate)) throw new Error(`the client has no model ${model}: generate it anew`);
  expect(await delegate.findFirst()).toBeNull();
});

function canFindFirst(value: unknown): value is { findFirst(): Promise<unknown> } {
  return typeof value === 'object' && value !== null && 'findFirst' in value;
}
