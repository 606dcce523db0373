-- A starting poller looks for logs that were given up in the repositories of its server.
create index step_log_given_up_idx on step_log(repo_id) where outcome = 'unreadable';
-- Health looks at messages of the last week alone.
create index delivery_ended_at_idx on delivery(ended_at);
