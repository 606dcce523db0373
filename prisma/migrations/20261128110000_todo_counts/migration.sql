-- How much work is listed, so that nobody has to count a million rows to say so. Each statement that changes a list
-- adds a row with the difference, in its own transaction: no writer waits for another, and none can be forgotten,
-- pollers of the version before included. The sum of all rows is the count; pollers fold them into one a repository.
create table todo_count (
    id bigserial not null,
    repo_id integer not null,
    builds integer not null default 0,
    logs integer not null default 0,

    constraint todo_count_pkey primary key (id)
);

-- Builds that are stored and still running are no work to do.
create function count_build_todo() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into todo_count (repo_id, builds)
        select repo_id, count(*) from added where reason <> 'unfinished' group by repo_id;
    elsif tg_op = 'DELETE' then
        insert into todo_count (repo_id, builds)
        select repo_id, -count(*) from removed where reason <> 'unfinished' group by repo_id;
    elsif tg_op = 'UPDATE' then
        insert into todo_count (repo_id, builds)
        select repo_id, sum(difference)
        from (
            select repo_id, 1 as difference from added where reason <> 'unfinished'
            union all select repo_id, -1 from removed where reason <> 'unfinished'
        ) changed
        group by repo_id having sum(difference) <> 0;
    else
        insert into todo_count (repo_id, builds)
        select repo_id, -sum(builds) from todo_count group by repo_id having sum(builds) <> 0;
    end if;
    return null;
end
$$;

create function count_log_todo() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into todo_count (repo_id, logs) select repo_id, count(*) from added group by repo_id;
    elsif tg_op = 'DELETE' then
        insert into todo_count (repo_id, logs) select repo_id, -count(*) from removed group by repo_id;
    else
        insert into todo_count (repo_id, logs)
        select repo_id, -sum(logs) from todo_count group by repo_id having sum(logs) <> 0;
    end if;
    return null;
end
$$;

-- In the order in which a poller writes to them. Who writes now ends first, and is counted below.
lock table log_todo, build_todo in share row exclusive mode;

create trigger count_inserted after insert on build_todo referencing new table as added
    for each statement execute function count_build_todo();
create trigger count_updated after update on build_todo referencing old table as removed new table as added
    for each statement execute function count_build_todo();
create trigger count_deleted after delete on build_todo referencing old table as removed
    for each statement execute function count_build_todo();
create trigger count_truncated after truncate on build_todo
    for each statement execute function count_build_todo();

-- What changes in a listed log is never its repository.
create trigger count_inserted after insert on log_todo referencing new table as added
    for each statement execute function count_log_todo();
create trigger count_deleted after delete on log_todo referencing old table as removed
    for each statement execute function count_log_todo();
create trigger count_truncated after truncate on log_todo
    for each statement execute function count_log_todo();

insert into todo_count (repo_id, builds, logs)
select repo_id, sum(builds), sum(logs)
from (
    select repo_id, count(*) as builds, 0 as logs from build_todo where reason <> 'unfinished' group by repo_id
    union all select repo_id, 0, count(*) from log_todo group by repo_id
) listed
group by repo_id;
