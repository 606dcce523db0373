-- The newest marked weeks are taken first: without an index in that order, each batch of a packing of everything anew
-- would read and sort all marks that are left.
create index dirty_week_week_repo_id_idx on dirty_week(week desc, repo_id);
create index dirty_span_week_week_repo_id_idx on dirty_span_week(week desc, repo_id);
