-- What people say of optimisations and findings, and what was found: change points, effects, and what to fix first.
create table optimisation (
    id serial not null,
    title text not null,
    note text,
    happened_at timestamptz(6) not null,
    services text[],
    teams text[],
    steps text[],
    runners text[],
    hours_spent double precision,
    expected_hours_a_week double precision,
    finding_key text,
    "by" text,
    created_at timestamptz(6) not null default now(),
    updated_at timestamptz(6) not null default now(),
    deleted_at timestamptz(6),

    constraint optimisation_pkey primary key (id)
);

create table optimisation_effect (
    optimisation_id integer not null,
    fingerprint text not null,
    computed_at timestamptz(6) not null,
    effect jsonb not null,

    constraint optimisation_effect_pkey primary key (optimisation_id)
);

create table change_mark (
    id serial not null,
    repo_id integer not null,
    subject text not null,
    day date not null,
    state text not null,
    note text,
    "by" text,
    optimisation_id integer,
    marked_at timestamptz(6) not null default now(),

    constraint change_mark_pkey primary key (id)
);

create table set_aside (
    finding_key text not null,
    reason text not null,
    "by" text,
    hours_a_week double precision not null,
    set_aside_at timestamptz(6) not null default now(),

    constraint set_aside_pkey primary key (finding_key)
);

create table watched_repo (
    repo_id integer not null,
    sequence bigint not null,
    looked_sequence bigint not null default 0,
    until_day date not null,
    fingerprint text not null,
    searched_at timestamptz(6) not null,

    constraint watched_repo_pkey primary key (repo_id)
);

create table watched_series (
    repo_id integer not null,
    subject text not null,
    points bytea not null,
    settled jsonb not null,

    constraint watched_series_pkey primary key (repo_id,subject)
);

create table found_change (
    repo_id integer not null,
    subject text not null,
    day date not null,
    is_alarm boolean not null default false,
    change jsonb not null,
    found_at timestamptz(6) not null,

    constraint found_change_pkey primary key (repo_id,subject,day)
);

create table fix_finding (
    repo_id integer not null,
    key text not null,
    hours_a_week double precision not null,
    finding jsonb not null,

    constraint fix_finding_pkey primary key (repo_id,key)
);

create table fix_first_run (
    id integer not null default 1,
    fingerprint text not null,
    from_day date not null,
    until_day date not null,
    computed_at timestamptz(6) not null,

    constraint fix_first_run_pkey primary key (id)
);

create index optimisation_happened_at_idx on optimisation(happened_at);

create unique index change_mark_repo_id_subject_day_key on change_mark(repo_id, subject, day);

create index found_change_day_idx on found_change(day);

alter table optimisation_effect add constraint optimisation_effect_optimisation_id_fkey foreign key (optimisation_id) references optimisation(id) on delete cascade on update no action;

alter table change_mark add constraint change_mark_optimisation_id_fkey foreign key (optimisation_id) references optimisation(id) on delete cascade on update no action;
