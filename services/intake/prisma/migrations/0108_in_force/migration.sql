-- What is in force of a family's consents, as it was told last, and who has confirmed it. Worked out by one function of the domain.
create table consent_in_force (
  family_id uuid not null,
  purpose text not null,
  receiver text not null,
  -- empty: the family
  child_id text not null,
  branch_code text not null,
  state text not null,
  given boolean not null,
  until date,
  since date not null,
  -- when somebody is to be talked to; null: nobody waits for that
  talk_on date,
  -- when the calendar alone may change it
  recheck_on date,
  -- 0: nothing was told of it yet
  sequence integer not null default 0,
  told_at timestamptz,
  told_in uuid,
  primary key (family_id, purpose, receiver, child_id)
);
create index consent_in_force_branch_code_talk_on_idx on consent_in_force (branch_code, talk_on);
create index consent_in_force_branch_code_recheck_on_idx on consent_in_force (branch_code, recheck_on);

create table consent_receipt (
  family_id uuid not null,
  purpose text not null,
  receiver text not null,
  child_id text not null,
  service text not null,
  branch_code text not null,
  sequence integer not null,
  applied_at timestamptz not null,
  primary key (family_id, purpose, receiver, child_id, service)
);

-- what a conversation stopped, so that it can be taken back whole within its minute
alter table referral
  add column declined_on date,
  add column stopped_from text not null default '',
  add column stopped_in uuid,
  add column agreed_in uuid;
alter table waiting add column stopped_in uuid;
alter table warm_referral
  add column stopped_on date,
  add column stop_handled_on date;

do $$
declare
  part text;
begin
  foreach part in array array['consent_in_force', 'consent_receipt'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format('create policy own_branch on %I using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]))', part);
    execute format('create policy in_emergency on %I for select using (family_id = any ((select emergency_families())::uuid[]))', part);
  end loop;
  execute format('revoke all on consent_in_force, consent_receipt from %I', kit_runtime_role());
  execute format('grant select, insert, update on consent_in_force, consent_receipt to %I', kit_runtime_role());
end $$;
