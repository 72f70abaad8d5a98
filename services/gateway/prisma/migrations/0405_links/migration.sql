-- Links: how somebody without an account opens one thing. The secret itself is kept nowhere.
create table link (
  id uuid not null default uuidv7(),
  secret_hash bytea not null,
  kind text not null,
  branch_code text not null,
  object uuid not null,
  person uuid not null,
  language text not null,
  given_by text not null,
  given_at timestamptz not null,
  expires_at timestamptz not null,
  opened_count int not null default 0,
  last_opened_at timestamptz,
  last_device text not null default '',
  revoked_at timestamptz,
  revoked_by text not null default '',
  wrong_answers int not null default 0,
  closed_until timestamptz,
  constraint link_pkey primary key (id)
);
create unique index link_secret_hash_key on link (secret_hash);
create index link_branch_code_object_idx on link (branch_code, object);
create index link_expires_at_idx on link (expires_at);

-- The second question of a person, as the family chose it: for all of their links.
create table link_question (
  branch_code text not null,
  person uuid not null,
  question text not null,
  salt bytea not null,
  hash bytea not null,
  revision int not null default 1,
  kept_at timestamptz not null,
  constraint link_question_pkey primary key (branch_code, person)
);

-- What is on its way: neither an address nor a text.
create table outgoing (
  id uuid not null default uuidv7(),
  kind text not null,
  branch_code text not null,
  object uuid not null,
  person uuid not null,
  language text not null,
  purpose text not null,
  days int not null,
  queued_by text not null,
  queued_at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  failure text not null default '',
  constraint outgoing_pkey primary key (id)
);
create index outgoing_branch_code_id_idx on outgoing (branch_code, id);
create index outgoing_next_at_idx on outgoing (next_at) where next_at is not null;

-- A branch sees its own only, whatever a query forgets; what the gateway does for who has no
-- account, and by itself, says that it is that.
do $$
declare
  protected text;
  own text := 'branch_code = any ((select scope_branches())::text[]) or (select scope_subject()) = ''kit:links''';
begin
  foreach protected in array array['link', 'link_question', 'outgoing'] loop
    execute format('alter table %I enable row level security', protected);
    execute format('alter table %I force row level security', protected);
    execute format('create policy own_branch on %I using (%s) with check (%s)', protected, own, own);
    execute format('revoke all on %I from %I', protected, kit_runtime_role());
    execute format('grant select, insert, delete on %I to %I', protected, kit_runtime_role());
  end loop;
  -- who gave what to whom stays as it was
  execute format('grant update (opened_count, last_opened_at, last_device, revoked_at, revoked_by, wrong_answers, closed_until) on link to %I', kit_runtime_role());
  execute format('grant update (question, salt, hash, revision, kept_at) on link_question to %I', kit_runtime_role());
  execute format('grant update (attempts, next_at, sent_at, failed_at, failure) on outgoing to %I', kit_runtime_role());
end $$;
