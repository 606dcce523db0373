-- Readers notice what was packed anew by a counter for each repository rather than by ids of transactions, which
-- start over after a dump and restore. Who writes takes it under the lock of its row, as the last thing before the
-- commit: writers of one repository wait for each other there, so that no smaller number comes to light later.
create table week_sequence (
    repo_id integer not null,
    sequence bigint not null,

    constraint week_sequence_pkey primary key (repo_id)
);

-- Pollers of the version before go on writing written_in; nobody reads it any more.
alter table packed_week
    add column sequence bigint not null default 0,
    alter column written_in set default 0;
alter table lost_week
    add column sequence bigint not null default 0,
    alter column written_in set default 0;
alter table packed_span_week
    add column sequence bigint not null default 0,
    alter column written_in set default 0;

drop index packed_week_written_in_idx;
drop index lost_week_written_in_idx;
drop index packed_span_week_written_in_idx;

insert into week_sequence (repo_id, sequence)
select repo_id, 0
from (
    select repo_id from packed_week
    union select repo_id from lost_week
    union select repo_id from packed_span_week
) known
order by repo_id;
