create table server (
    id serial not null,
    url text not null,
    version text,
    login text,
    is_admin boolean,
    clock_skew_ms bigint,
    discovered_at timestamptz(6),
    discover_until timestamptz(6),
    last_error text,
    last_error_at timestamptz(6),

    constraint server_pkey primary key (id)
);

create table repo (
    id serial not null,
    server_id integer not null,
    drone_id bigint not null,
    epoch integer not null default 1,
    first_number integer not null default 1,
    is_current boolean not null default true,
    slug text not null,
    namespace text not null,
    name text not null,
    default_branch text,
    link text,
    visibility text,
    active boolean not null,
    created_at timestamptz(6) not null default current_timestamp,

    constraint repo_pkey primary key (id)
);

create table repo_import (
    repo_id integer not null,
    counter integer not null default 0,
    counter_fell boolean not null default false,
    newest_listed integer,
    oldest_listed integer,
    oldest_listed_at timestamptz(6),
    next_page integer not null default 1,
    history_done boolean not null default false,
    builds_stored integer not null default 0,
    lease_owner text,
    lease_until timestamptz(6),
    due_at timestamptz(6) not null default current_timestamp,
    failed_turns integer not null default 0,
    last_error text,
    last_error_at timestamptz(6),

    constraint repo_import_pkey primary key (repo_id)
);

create table build_todo (
    repo_id integer not null,
    number integer not null,
    reason text not null,
    created_at timestamptz(6),
    due_at timestamptz(6) not null default current_timestamp,
    attempts integer not null default 0,
    last_error text,

    constraint build_todo_pkey primary key (repo_id,number)
);

create table poller (
    id text not null,
    host text not null,
    pid integer not null,
    started_at timestamptz(6) not null,
    heartbeat_at timestamptz(6) not null,
    builds_stored integer not null default 0,
    builds_per_second double precision not null default 0,

    constraint poller_pkey primary key (id)
);

create table build (
    repo_id integer not null,
    number integer not null,
    drone_id bigint not null,
    parent integer,
    status text not null,
    event text not null,
    action text,
    trigger text,
    sender text,
    author_login text,
    author_name text,
    author_email text,
    ref text,
    source text,
    target text,
    source_repo text,
    before_sha text,
    after_sha text,
    title text,
    message text,
    link text,
    cron text,
    deploy_to text,
    deploy_id bigint,
    params jsonb,
    error text,
    created_at timestamptz(6) not null,
    started_at timestamptz(6),
    finished_at timestamptz(6),
    updated_at timestamptz(6),
    version integer not null,
    person text,
    is_final boolean not null,

    constraint build_pkey primary key (repo_id,number)
);

create table stage (
    repo_id integer not null,
    build_number integer not null,
    number integer not null,
    drone_id bigint not null,
    name text not null,
    kind text,
    type text,
    status text not null,
    error text,
    error_ignored boolean not null,
    exit_code integer not null,
    machine text,
    os text,
    arch text,
    created_at timestamptz(6),
    started_at timestamptz(6),
    stopped_at timestamptz(6),
    version integer not null,
    on_success boolean not null,
    on_failure boolean not null,
    depends_on text[],
    labels jsonb,

    constraint stage_pkey primary key (repo_id,build_number,number)
);

create table step (
    repo_id integer not null,
    build_number integer not null,
    stage_number integer not null,
    number integer not null,
    drone_id bigint not null,
    name text not null,
    status text not null,
    error text,
    error_ignored boolean not null,
    exit_code integer not null,
    started_at timestamptz(6),
    stopped_at timestamptz(6),
    version integer not null,
    depends_on text[],
    depends_on_known boolean not null,
    image text,
    detached boolean,

    constraint step_pkey primary key (repo_id,build_number,stage_number,number)
);

create table dirty_repo_day (
    repo_id integer not null,
    day date not null,

    constraint dirty_repo_day_pkey primary key (repo_id,day)
);

create table dirty_person_day (
    person text not null,
    day date not null,

    constraint dirty_person_day_pkey primary key (person,day)
);

create unique index server_url_key on server(url);

create index repo_server_id_slug_idx on repo(server_id, slug);

create unique index repo_server_id_drone_id_epoch_key on repo(server_id, drone_id, epoch);

create index build_todo_repo_id_due_at_idx on build_todo(repo_id, due_at);

create index build_repo_id_finished_at_idx on build(repo_id, finished_at);

create index build_repo_id_created_at_idx on build(repo_id, created_at);

create index build_person_created_at_idx on build(person, created_at);

alter table repo add constraint repo_server_id_fkey foreign key (server_id) references server(id) on delete cascade on update no action;

alter table repo_import add constraint repo_import_repo_id_fkey foreign key (repo_id) references repo(id) on delete cascade on update no action;

alter table build add constraint build_repo_id_fkey foreign key (repo_id) references repo(id) on delete cascade on update no action;

alter table stage add constraint stage_repo_id_build_number_fkey foreign key (repo_id, build_number) references build(repo_id, number) on delete cascade on update no action;

alter table step add constraint step_repo_id_build_number_stage_number_fkey foreign key (repo_id, build_number, stage_number) references stage(repo_id, build_number, number) on delete cascade on update no action;

