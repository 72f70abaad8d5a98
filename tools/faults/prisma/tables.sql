-- State of the teller and effects of the hearer. Nothing here is unique but the order: what is done twice is seen twice.
create table entry (
  seq bigint generated always as identity primary key,
  key text not null,
  value text not null,
  recorded_at timestamptz not null default clock_timestamp()
);
create index entry_key on entry (key, seq);
-- A value that stands here cannot be handled, until somebody takes it away.
create table obstacle (value text primary key);

do $$
begin
  execute format('grant select, insert, delete on entry to %I', kit_runtime_role());
  execute format('grant select on obstacle to %I', kit_runtime_role());
end $$;
