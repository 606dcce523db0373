-- What people say of a change stays when the optimisation that explained it is gone.
alter table change_mark drop constraint change_mark_optimisation_id_fkey;
alter table change_mark add constraint change_mark_optimisation_id_fkey foreign key (optimisation_id) references optimisation(id) on delete set null on update no action;

-- When a repository was looked at for today alone, and when its search failed, are times of their own.
alter table watched_repo add column looked_at timestamptz(6);
alter table watched_repo add column failed_at timestamptz(6);
