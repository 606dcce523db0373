-- How far hours lost have come is asked with every look at the health of the history: it counts weeks, and needs none
-- of what is packed in them.
create index packed_week_week_time_zone_build_count_idx on packed_week(week, time_zone, build_count);
