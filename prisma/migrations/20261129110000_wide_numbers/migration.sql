-- Numbers of builds, exit codes and versions are as wide as Drone's: who sets a counter to a date has builds from
-- 20261129001 on.
lock table repo, repo_import, repo_hint, build_todo, build, stage, step, log_todo in access exclusive mode;
alter table repo alter column first_number type bigint;
alter table repo_import
    alter column newest_listed type bigint,
    alter column oldest_listed type bigint;
alter table repo_hint alter column numbers type bigint[];
-- Whatever its size, which is that of the builds to go (a million: below 100 MB): many builds are listed by one statement,
-- and a number that it refused would keep all of them from the list.
alter table build_todo alter column number type bigint;

-- Nobody can read a table while it is written anew (9 million steps, 1.7 GB: 64 to 100 s on two busy cores): what is
-- larger than some seconds' work is left to pollers, which do it while others read and write (lib/db/widen-tables.ts).
do $$
declare
    small constant bigint := 100000000;
begin
    if pg_table_size('log_todo') < small then
        alter table log_todo alter column build_number type bigint;
    end if;
    if pg_table_size('build') < small then
        alter table build
            alter column number type bigint,
            alter column parent type bigint,
            alter column version type bigint;
    end if;
    if pg_table_size('stage') < small then
        alter table stage
            alter column build_number type bigint,
            alter column exit_code type bigint,
            alter column version type bigint;
    end if;
    if pg_table_size('step') < small then
        alter table step
            alter column build_number type bigint,
            alter column exit_code type bigint,
            alter column version type bigint;
    end if;
    if pg_table_size('step_log') < small then
        alter table step_log alter column build_number type bigint;
    end if;
    if pg_table_size('step_span') < small then
        alter table step_span alter column build_number type bigint;
    end if;
    if pg_table_size('step_cache') < small then
        alter table step_cache alter column build_number type bigint;
    end if;
end $$;
