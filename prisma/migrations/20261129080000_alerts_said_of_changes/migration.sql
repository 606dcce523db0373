-- What is said of an alert about a change that lasts is said of the change alone. Of a change that is gone only the alert
-- knew; where the change is there and has no mark, it was taken back.
insert into change_mark (repo_id, subject, day, state, note, by, marked_at)
select repo_id, change_subjects[1], since, 'acknowledged', note, acknowledged_by, acknowledged_at from alert a
where acknowledged_at is not null and repo_id is not null and subject not like 'unusual:%'
  and not exists (select from found_change c where c.repo_id = a.repo_id and c.subject = a.change_subjects[1]
    and not c.is_alarm and c.day between a.since - 7 and a.since + 7)
on conflict do nothing;
update alert set acknowledged_at = null, acknowledged_by = null, note = null
where repo_id is not null and subject not like 'unusual:%';
