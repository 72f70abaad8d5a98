-- Who looked, as the family may read it: the name and role of the person, what was looked at, and why where it was not the usual reason.
alter table audit add column name text not null default '';
alter table audit add column role text not null default '';
-- file, change, name (beside another list's rows), list, export, record, refused
alter table audit add column what text not null default 'file';
-- a code or an identifier, never free text
alter table audit add column reason text not null default '';
create index audit_subject on audit (subject, occurred_at);

-- The chain over the audit: one row for each row of it, in the order of sealing. The hash is over the hash before and the row.
create table audit_seal (
  position bigint primary key,
  seq bigint not null unique,
  hash bytea not null
);

-- A signature over how far the chain had come: what a cut tail or a chain written anew cannot have.
create table audit_checkpoint (
  position bigint not null,
  recorded_at timestamptz not null,
  hash bytea not null,
  key_id text not null,
  signature bytea not null,
  primary key (position, recorded_at)
);

-- Somebody opened far more files than they usually do.
create table bulk_reading (
  id uuid primary key default uuidv7(),
  subject text not null,
  name text not null,
  role text not null,
  opened integer not null,
  usual integer not null,
  stopped boolean not null,
  since timestamptz not null,
  recorded_at timestamptz not null default now()
);
create index bulk_reading_recorded_at on bulk_reading (recorded_at);
alter table bulk_reading enable row level security;
alter table bulk_reading force row level security;

-- The kit's own loops read every row of the audit, to seal it and to know what is usual for a person.
create policy sealed_by_kit on audit for select using ((select scope_subject()) = 'kit:seal');
create policy kit_only on bulk_reading using ((select scope_subject()) = 'kit:seal') with check ((select scope_subject()) = 'kit:seal');

create function refuse_rewriting() returns trigger language plpgsql as
  $$ begin raise exception 'the audit is append-only: % of %', tg_op, tg_table_name using errcode = 'insufficient_privilege'; end $$;

do $$
declare
  kept text;
begin
  foreach kept in array array['audit', 'audit_seal', 'audit_checkpoint'] loop
    -- the owner migrates and must not rewrite by accident either
    execute format('create trigger append_only before update or delete or truncate on %I for each statement execute function refuse_rewriting()', kept);
    execute format('revoke all on %I from %I', kept, kit_runtime_role());
    execute format('grant select, insert on %I to %I', kept, kit_runtime_role());
  end loop;
  execute format('grant select, insert, update on bulk_reading to %I', kit_runtime_role());
end $$;
