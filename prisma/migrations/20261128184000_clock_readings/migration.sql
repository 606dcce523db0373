-- What the builds of a packed week told of clocks that are off, so that a day is compared again only where they tell
-- something else. Null, or of an earlier packing: nothing is known, as a poller of the version before leaves it.
alter table packed_week add column clock_readings jsonb;
