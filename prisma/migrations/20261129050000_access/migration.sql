-- Who signed in, who is signed in, and the tokens of programs.
create table access_person (
    id serial not null,
    way text not null,
    subject text not null,
    login text not null,
    name text,
    names text[],
    groups text[],
    role text,
    created_at timestamptz(3) not null default current_timestamp,
    last_seen_at timestamptz(3) not null default current_timestamp,

    constraint access_person_pkey primary key (id)
);

create unique index access_person_way_subject_key on access_person(way, subject);

create table access_session (
    id serial not null,
    hash bytea not null,
    person_id integer not null,
    created_at timestamptz(3) not null default current_timestamp,
    last_used_at timestamptz(3) not null default current_timestamp,
    expires_at timestamptz(3) not null,
    sealed_token bytea,

    constraint access_session_pkey primary key (id)
);

create unique index access_session_hash_key on access_session(hash);

create index access_session_person_id_idx on access_session(person_id);

alter table access_session add constraint access_session_person_id_fkey
    foreign key (person_id) references access_person(id) on delete cascade on update no action;

create table api_token (
    id serial not null,
    hash bytea not null,
    person_id integer not null,
    name text not null,
    scope text not null,
    created_at timestamptz(3) not null default current_timestamp,
    last_used_at timestamptz(3),
    sealed_token bytea,

    constraint api_token_pkey primary key (id)
);

create unique index api_token_hash_key on api_token(hash);

create index api_token_person_id_idx on api_token(person_id);

alter table api_token add constraint api_token_person_id_fkey
    foreign key (person_id) references access_person(id) on delete cascade on update no action;
