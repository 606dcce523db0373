-- Figures come from packed weeks: one row holds as columns all that finished in a week of a repository.
create table packed_week (
    repo_id integer not null,
    week date not null,
    time_zone text not null,
    build_count integer not null,
    step_count integer not null,
    builds bytea not null,
    stages bytea not null,
    steps bytea not null,
    caches bytea not null,
    path bytea not null,
    packed_at timestamptz(6) not null,
    written_in bigint not null,

    constraint packed_week_pkey primary key (repo_id,week)
);

create table lost_week (
    repo_id integer not null,
    week date not null,
    amounts bytea not null,
    sums bytea not null,
    written_in bigint not null,

    constraint lost_week_pkey primary key (repo_id,week)
);

-- Packed columns are dense already: compressing them would cost more than it saves.
alter table packed_week
    alter column builds set storage external,
    alter column stages set storage external,
    alter column steps set storage external,
    alter column caches set storage external,
    alter column path set storage external;
alter table lost_week
    alter column amounts set storage external,
    alter column sums set storage external;

create index packed_week_written_in_idx on packed_week(written_in);
create index lost_week_written_in_idx on lost_week(written_in);

create table waiting_week (
    week date not null,
    fingerprint text not null,
    computed_at timestamptz(6) not null,

    constraint waiting_week_pkey primary key (week)
);

create table setting (
    key text not null,
    value jsonb not null,
    updated_at timestamptz(6) not null,

    constraint setting_pkey primary key (key)
);

create table login (
    id serial not null,
    name text not null,

    constraint login_pkey primary key (id)
);

create unique index login_name_key on login(name);

create table dirty_week (
    repo_id integer not null,
    week date not null,
    first_marked_at timestamptz(6) not null default current_timestamp,
    marked_at timestamptz(6) not null default current_timestamp,

    constraint dirty_week_pkey primary key (repo_id,week)
);

drop table dirty_repo_day;
drop table dirty_person_day;
create table dirty_person_day (
    login_id integer not null,
    day date not null,

    constraint dirty_person_day_pkey primary key (login_id,day)
);

-- A rerun is found by its commit. What one person's builds are, packed weeks tell.
create index build_repo_id_after_sha_idx on build(repo_id, after_sha);
drop index build_person_created_at_idx;

create index span_week_week_idx on span_week(week);

-- Rates of caches come from the packed weeks.
drop table cache_week;

alter table step_cache add column miss_ms bigint;

update step_cache c
set miss_ms = m.miss_ms
from (
    select s.repo_id, s.build_number, s.stage_number, s.step_number, l.tool,
        case l.kind when 'layer' then 'layers' when 'pull' then 'registry' else 'command' end as place,
        sum(s.duration_ms)::bigint as miss_ms
    from step_span s
    join span_label l on l.repo_id = s.repo_id and l.id = s.label_id
    where s.cache = 'miss' and s.duration_ms is not null and l.tool is not null
    group by 1, 2, 3, 4, 5, 6
) m
where c.repo_id = m.repo_id and c.build_number = m.build_number and c.stage_number = m.stage_number
    and c.step_number = m.step_number and c.tool = m.tool
    and m.place = case when c.kind in ('layers', 'registry') then c.kind else 'command' end;

-- What is stored already is packed from the newest week on. The organisation's zone is not known here, so both
-- weeks of a build that finished near a border are marked.
insert into dirty_week (repo_id, week)
select distinct b.repo_id, date_trunc('week', b.finished_at at time zone 'UTC' + zone.shift)::date
from build b
cross join (values (interval '-12 hours'), (interval '14 hours')) as zone(shift)
where b.finished_at is not null
on conflict do nothing;
