-- The weekly report as it was made, and when each week was last looked at for what moved since.
create table report (
    week date not null,
    team text not null,
    revision integer not null,
    built_at timestamptz(6) not null,
    is_made_afterwards boolean not null,
    is_complete boolean not null,
    settings_fingerprint text not null,
    figures jsonb not null,
    document jsonb not null,
    moved text[],

    constraint report_pkey primary key (week,team,revision)
);

create table report_week (
    week date not null,
    fingerprint text not null,
    checked_at timestamptz(6) not null,
    failed_at timestamptz(6),
    problem text,

    constraint report_week_pkey primary key (week)
);

create index report_team_week_idx on report(team, week desc);
