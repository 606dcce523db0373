alter table repo_import
    add column log_policy text,
    add column spans_kept_from timestamptz(6);

create table series (
    repo_id integer not null,
    id serial not null,
    pipeline text not null,
    step text not null,

    constraint series_pkey primary key (repo_id,id)
);

create table log_todo (
    repo_id integer not null,
    build_number integer not null,
    stage_number integer not null,
    step_number integer not null,
    finished_at timestamptz(6) not null,
    due_at timestamptz(6) not null default current_timestamp,
    attempts integer not null default 0,
    last_error text,

    constraint log_todo_pkey primary key (repo_id,build_number,stage_number,step_number)
);

create table step_log (
    repo_id integer not null,
    build_number integer not null,
    stage_number integer not null,
    step_number integer not null,
    series_id integer not null,
    finished_at timestamptz(6) not null,
    outcome text not null,
    reason text,
    lines integer not null,
    head_truncated boolean not null,
    tail_truncated boolean not null,
    first_miss_id integer,

    constraint step_log_pkey primary key (repo_id,build_number,stage_number,step_number)
);

create table step_span (
    repo_id integer not null,
    build_number integer not null,
    stage_number integer not null,
    step_number integer not null,
    number integer not null,
    label_id integer not null,
    parent integer,
    start_ms integer,
    duration_ms integer,
    cache text not null,

    constraint step_span_pkey primary key (repo_id,build_number,stage_number,step_number,number)
);

create table step_cache (
    repo_id integer not null,
    build_number integer not null,
    stage_number integer not null,
    step_number integer not null,
    kind text not null,
    tool text not null,
    hits integer,
    misses integer,
    not_looked_up integer not null,
    failed integer not null,
    unfinished integer not null,

    constraint step_cache_pkey primary key (repo_id,build_number,stage_number,step_number,kind,tool)
);

create table span_label (
    repo_id integer not null,
    id serial not null,
    series_id integer not null,
    kind text not null,
    tool text,
    label text not null,
    text text not null,

    constraint span_label_pkey primary key (repo_id,id)
);

create table span_week (
    repo_id integer not null,
    series_id integer not null,
    label_id integer not null,
    branch_class text not null,
    event text not null,
    week date not null,
    n integer not null,
    timed integer not null,
    sum_ms bigint not null,
    hits integer not null,
    misses integer not null,
    miss_ms bigint not null,
    first_misses integer not null,
    buckets smallint[],
    bucket_counts integer[],

    constraint span_week_pkey primary key (repo_id,series_id,label_id,branch_class,event,week)
);

create table cache_week (
    repo_id integer not null,
    series_id integer not null,
    kind text not null,
    tool text not null,
    branch_class text not null,
    event text not null,
    week date not null,
    logs integer not null,
    silent_logs integer not null,
    hits integer not null,
    misses integer not null,
    not_looked_up integer not null,
    failed integer not null,
    unfinished integer not null,

    constraint cache_week_pkey primary key (repo_id,series_id,kind,tool,branch_class,event,week)
);

create table dirty_log_week (
    repo_id integer not null,
    week date not null,
    marked_at timestamptz(6) not null default current_timestamp,

    constraint dirty_log_week_pkey primary key (repo_id,week)
);

create unique index series_repo_id_pipeline_step_key on series(repo_id, pipeline, step);

create index log_todo_finished_at_idx on log_todo(finished_at desc);

create index step_log_repo_id_series_id_finished_at_idx on step_log(repo_id, series_id, finished_at);

create unique index span_label_repo_id_series_id_kind_label_key on span_label(repo_id, series_id, kind, label);

