-- Revisions of settings, no finer than the dates of Prisma's client, which compares them.
alter table setting alter column updated_at type timestamptz(3);
