alter table watched_repo add column had_logs_to_go boolean not null default false;
