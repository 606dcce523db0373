-- Builds without an end, under way or declined, are asked for by when they were created.
create index build_repo_id_finished_at_created_at_idx on build(repo_id, finished_at, created_at);
drop index build_repo_id_finished_at_idx;
