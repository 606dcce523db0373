-- A look asks for what was written behind a number, of every repository: without an index it would go through all
-- weeks that there are.
create index packed_week_repo_id_sequence_idx on packed_week(repo_id, sequence);
create index lost_week_repo_id_sequence_idx on lost_week(repo_id, sequence);
create index packed_span_week_repo_id_sequence_idx on packed_span_week(repo_id, sequence);
