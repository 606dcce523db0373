-- Alerts: what is found and told once, and to which subscriptions it goes.
alter table subscription add column alerts text[] default array[]::text[],
    add column sends_report boolean not null default true;

create table alert (
    id uuid not null default gen_random_uuid(),
    subject text not null,
    since date not null,
    found_at timestamptz(3) not null,
    kinds text[],
    teams text[] default array[]::text[],
    repo_id integer,
    change_subjects text[] default array[]::text[],
    content jsonb not null,
    acknowledged_at timestamptz(3),
    acknowledged_by text,
    note text,

    constraint alert_pkey primary key (id)
);

create table alert_notice (
    alert_id uuid not null,
    subscription_id integer not null,
    delivery_id uuid not null,

    constraint alert_notice_pkey primary key (alert_id, subscription_id)
);

create index alert_found_at_idx on alert(found_at);

create unique index alert_subject_since_key on alert(subject, since);

create index alert_notice_delivery_id_idx on alert_notice(delivery_id);

alter table alert_notice add constraint alert_notice_alert_id_fkey
    foreign key (alert_id) references alert(id) on delete cascade on update no action;

alter table alert_notice add constraint alert_notice_subscription_id_fkey
    foreign key (subscription_id) references subscription(id) on delete cascade on update no action;

alter table alert_notice add constraint alert_notice_delivery_id_fkey
    foreign key (delivery_id) references delivery(id) on delete cascade on update no action;
