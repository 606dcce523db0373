-- As wide as Drone's: counters are set to what people like.
alter table repo_import alter column counter type bigint;

-- A repository that its server no longer has: its history stays, and nobody asks for more of it.
alter table repo
    add column missing_since timestamptz(6),
    add column confirm_at timestamptz(6),
    add column ended_at timestamptz(6),
    add column ended_reason text;

-- newest_listed is what a list has shown; counter_listed is the counter up to which nothing more is looked for.
alter table repo_import
    add column counter_listed bigint,
    add column relist_count integer not null default 0,
    add column relist_at timestamptz(6),
    add column oldest_listed_id bigint,
    add column list_error text,
    add column list_error_at timestamptz(6);
create index repo_import_due_at_idx on repo_import(due_at);

-- Numbers that were never shown are looked for by listing, a few times, and no longer each by itself.
update repo_import i
set newest_listed = least(i.newest_listed, coalesce(greatest(
        (select max(number) from build b where b.repo_id = i.repo_id),
        (select max(number) from build_todo t where t.repo_id = i.repo_id and t.reason <> 'hole')), 0)),
    due_at = now()
where exists (select 1 from build_todo t where t.repo_id = i.repo_id and t.reason = 'hole');
delete from build_todo where reason = 'hole';

-- The addresses under which a server was reached. Which server it is, is told by what it holds.
alter table server
    add column public_url text,
    add column odd_repos jsonb not null default '[]',
    add column odd_repo_count integer not null default 0;
create table server_address (
    url text not null,
    server_id integer not null,

    constraint server_address_pkey primary key (url)
);
create index server_address_server_id_idx on server_address(server_id);
alter table server_address add constraint server_address_server_id_fkey
    foreign key (server_id) references server(id) on delete cascade on update no action;
insert into server_address (url, server_id) select url, id from server;
alter table poller add column server_id integer;

-- What could not be read or stored: few among many, and asked for by every page.
create index build_todo_troubled_idx on build_todo(repo_id) where last_error is not null;
create index log_todo_troubled_idx on log_todo(repo_id) where last_error is not null;
create index step_log_unreadable_idx on step_log(finished_at) where outcome = 'unreadable';

-- A build that failed again and again is tried on, and is no longer a build to go.
create or replace function count_build_todo() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into todo_count (repo_id, builds)
        select repo_id, count(*) from added where reason <> 'unfinished' and attempts < 3 group by repo_id;
    elsif tg_op = 'DELETE' then
        insert into todo_count (repo_id, builds)
        select repo_id, -count(*) from removed where reason <> 'unfinished' and attempts < 3 group by repo_id;
    elsif tg_op = 'UPDATE' then
        insert into todo_count (repo_id, builds)
        select repo_id, sum(difference)
        from (
            select repo_id, 1 as difference from added where reason <> 'unfinished' and attempts < 3
            union all select repo_id, -1 from removed where reason <> 'unfinished' and attempts < 3
        ) changed
        group by repo_id having sum(difference) <> 0;
    else
        insert into todo_count (repo_id, builds)
        select repo_id, -sum(builds) from todo_count group by repo_id having sum(builds) <> 0;
    end if;
    return null;
end
$$;
insert into todo_count (repo_id, builds)
select repo_id, -count(*) from build_todo where reason <> 'unfinished' and attempts >= 3 group by repo_id;
