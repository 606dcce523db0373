-- What tells whether a runner's clock is off, how long a build waited for a person, and whether it was over when it
-- was seen first. Pollers of the version before leave all of it to the defaults.
alter table repo add column is_protected boolean not null default false;
alter table build add column seen_open boolean not null default false;
alter table stage
    add column updated_at timestamptz(6),
    add column blocked_from timestamptz(6),
    add column blocked_until timestamptz(6),
    add column released_at timestamptz(6);

-- How far the clock of a runner is off, on each day on which one of its stages says that it is.
create table runner_clock (
    server_id integer not null,
    day date not null,
    machine text not null,
    offset_s integer not null,
    stages integer not null,

    constraint runner_clock_pkey primary key (server_id, day, machine)
);

-- Days of servers whose runners are to be compared with the server's clock.
create table dirty_runner_day (
    server_id integer not null,
    day date not null,

    constraint dirty_runner_day_pkey primary key (server_id, day)
);

insert into dirty_runner_day (server_id, day)
select distinct r.server_id, (b.created_at at time zone 'UTC')::date
from build b join repo r on r.id = b.repo_id
where b.created_at between '2010-01-01Z' and now();

-- Builds that no figure counts, however few there are among millions.
create index build_odd_idx on build (repo_id, created_at)
where finished_at < created_at or finished_at < started_at or created_at < '2010-01-01Z'
    or finished_at > '2100-01-01Z' or created_at > '2100-01-01Z';
