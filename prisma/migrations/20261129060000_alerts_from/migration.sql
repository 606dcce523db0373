-- What a subscription is alerted of begins apart from which reports it gets.
alter table subscription add column alerts_from timestamptz(3) not null default now();
update subscription set alerts_from = active_from;
