-- A parked event is handled later as it was told: when, and in which trace.
alter table parked add column told_at timestamptz not null default now();
alter table parked add column traceparent text not null default '';
