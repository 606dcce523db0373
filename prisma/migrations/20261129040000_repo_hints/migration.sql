-- What webhooks of CI servers say is where to look next, and nothing else.
create table repo_hint (
    repo_id integer not null,
    numbers integer[],
    hinted_at timestamptz(3) not null default current_timestamp,

    constraint repo_hint_pkey primary key (repo_id),
    constraint repo_hint_repo_id_fkey foreign key (repo_id) references repo(id) on delete cascade on update no action
);

-- Signatures that were taken, so that nobody sends a message a second time.
create table seen_hook (
    signature text not null,
    seen_at timestamptz(3) not null default current_timestamp,

    constraint seen_hook_pkey primary key (signature)
);

create index seen_hook_seen_at_idx on seen_hook(seen_at);

alter table repo_import add column hints integer not null default 0;
