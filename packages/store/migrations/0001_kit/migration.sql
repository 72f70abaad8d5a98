-- What every service's database holds beside its own tables. Written by packages/store and packages/events only.

-- The runtime role is named after its owner role: intake_owner migrates, intake runs.
create function kit_runtime_role() returns text language sql stable as
  $$ select left(current_user, length(current_user) - length('_owner')) $$;

-- What the caller of the running transaction may reach, set by the store at its start; nothing set: nothing reached.
-- Policies ask through a sub-select, `(select scope_branches())`: read once a query, not once a row.
create function scope_branches() returns text[] language sql stable parallel safe as
  $$ select string_to_array(nullif(current_setting('katrol.branches', true), ''), ',') $$;
create function scope_universities() returns text[] language sql stable parallel safe as
  $$ select string_to_array(nullif(current_setting('katrol.universities', true), ''), ',') $$;
create function scope_subject() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('katrol.subject', true), '') $$;

-- A repeated command answers as the first did. Kept 30 days.
create table idempotency (
  subject text not null,
  rpc text not null,
  key text not null,
  request_hash bytea not null,
  response bytea,
  recorded_at timestamptz not null default now(),
  primary key (subject, rpc, key)
);
create index idempotency_recorded_at on idempotency (recorded_at);
alter table idempotency enable row level security;
alter table idempotency force row level security;
create policy own on idempotency using (subject = (select scope_subject())) with check (subject = (select scope_subject()));
-- What is past its time leaves, whoever it belonged to.
create policy tidied on idempotency using ((select scope_subject()) = 'kit:tidy' and recorded_at < now() - interval '30 days') with check (false);

-- Facts told, in the writer's transaction. The direct broker reads them in the order of `position`, given after commit.
create table outbox (
  seq bigint generated always as identity primary key,
  id uuid not null unique default uuidv7(),
  type text not null,
  key text not null,
  payload bytea not null,
  traceparent text not null default '',
  recorded_at timestamptz not null default now(),
  position bigint unique
);
create index outbox_waiting on outbox (seq) where position is null;

-- Facts heard: an effect happens once.
create table inbox (
  id uuid primary key,
  source text not null,
  type text not null,
  recorded_at timestamptz not null default now()
);

-- How far each publisher was heard; moves in the transaction of the effect.
create table cursor (
  source text primary key,
  position bigint not null
);

-- What could not be handled, and everything behind it under the same key, until a person releases it.
create table parked (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  source text not null,
  type text not null,
  key text not null,
  payload bytea not null,
  position bigint not null,
  reason text not null,
  recorded_at timestamptz not null default now()
);
create index parked_key on parked (source, key);

-- Who read which family file, and every refusal. Nobody changes it afterwards.
create table audit (
  seq bigint generated always as identity primary key,
  occurred_at timestamptz not null default now(),
  subject text not null,
  kind text not null,
  rpc text not null,
  branch_code text not null default '',
  object_id text not null default '',
  outcome text not null,
  trace_id text not null default ''
);
create index audit_object on audit (object_id) where object_id <> '';
alter table audit enable row level security;
alter table audit force row level security;
create policy written_by_all on audit for insert with check (true);
create policy read_by_branch on audit for select using (branch_code = any ((select scope_branches())::text[]));

do $$
begin
  execute format('grant usage on schema public to %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on idempotency, inbox, cursor, parked, outbox to %I', kit_runtime_role());
  execute format('revoke all on audit from %I', kit_runtime_role());
  execute format('grant select, insert on audit to %I', kit_runtime_role());
  execute format('grant usage on all sequences in schema public to %I', kit_runtime_role());
end $$;
