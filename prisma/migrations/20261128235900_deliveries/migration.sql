-- To whom reports go, and each message that is sent.
create table subscription (
    id serial not null,
    team text,
    channel text not null,
    target text not null,
    secret text,
    link_key text not null,
    weekday integer not null,
    hour integer not null,
    time_zone text not null,
    is_paused boolean not null default false,
    active_from timestamptz(3) not null,
    created_at timestamptz(3) not null default current_timestamp,
    updated_at timestamptz(3) not null default current_timestamp,
    deleted_at timestamptz(3),

    constraint subscription_pkey primary key (id)
);

create table delivery (
    id uuid not null default gen_random_uuid(),
    subscription_id integer not null,
    subject text not null,
    state text not null default 'pending',
    due_at timestamptz(3) not null,
    next_attempt_at timestamptz(3) not null,
    first_attempt_at timestamptz(3),
    leased_until timestamptz(3),
    attempts integer not null default 0,
    ended_at timestamptz(3),
    problem text,
    revision integer,
    document jsonb,

    constraint delivery_pkey primary key (id)
);

create index delivery_next_attempt_at_idx on delivery(next_attempt_at);

create unique index delivery_subscription_id_subject_key on delivery(subscription_id, subject);

alter table delivery add constraint delivery_subscription_id_fkey
    foreign key (subscription_id) references subscription(id) on delete cascade on update no action;
