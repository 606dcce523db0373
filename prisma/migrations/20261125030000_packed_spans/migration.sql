-- Commands and layers come from packed weeks, too: one row holds all of span_week of a week of a repository.
create table packed_span_week (
    repo_id integer not null,
    week date not null,
    cell_count integer not null,
    spans bytea not null,
    times bytea not null,
    written_in bigint not null,

    constraint packed_span_week_pkey primary key (repo_id,week)
);

-- Packed columns are dense already: compressing them would cost more than it saves.
alter table packed_span_week
    alter column spans set storage external,
    alter column times set storage external;

create index packed_span_week_written_in_idx on packed_span_week(written_in);

-- Who packs a week reads just its rows.
create index span_week_repo_id_week_idx on span_week(repo_id, week);
drop index span_week_week_idx;

create table dirty_span_week (
    repo_id integer not null,
    week date not null,

    constraint dirty_span_week_pkey primary key (repo_id,week)
);

-- What was summed up already is packed from the newest week on.
insert into dirty_span_week (repo_id, week)
select distinct repo_id, week from span_week;
