-- Builds before this instant are gone, and are not asked for again.
alter table repo_import add column builds_kept_from timestamptz(6);
-- What packed weeks tell of a build by others that may be gone.
alter table build
  add column repeats_gone boolean not null default false,
  add column promoted_created_at timestamptz(6);
