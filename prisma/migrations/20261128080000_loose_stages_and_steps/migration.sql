-- A build is stored whole in one transaction: checking each stage and step for what it belongs to costs as much CPU as
-- writing it, and can only say yes. `buildhours doctor` looks for those that were left behind by hand.
-- Tables are locked in the order in which a poller writes to them, so that neither waits for the other in a circle.
lock table build, stage, step in access exclusive mode;
alter table stage drop constraint stage_repo_id_build_number_fkey;
alter table step drop constraint step_repo_id_build_number_stage_number_fkey;
