-- Somebody of another branch may read one family's file for 24 hours, because they had to. The time is the database's own: no clock of a
-- process, and nothing that a caller sends, makes it longer.
create table emergency_access (
  id uuid primary key default uuidv7(),
  family_id uuid not null,
  branch_code text not null,
  subject text not null,
  name text not null,
  own_branch_code text not null,
  reason text not null,
  opened_at timestamptz not null default now(),
  until timestamptz not null default now() + interval '24 hours',
  ended_at timestamptz,
  ended_by text not null default '',
  seen_at timestamptz,
  seen_by text not null default '',
  constraint no_longer_than_a_day check (until <= opened_at + interval '24 hours')
);
create index emergency_access_family_id_idx on emergency_access (family_id);
create index emergency_access_subject_until_idx on emergency_access (subject, until);
create index emergency_access_branch_code_seen_at_idx on emergency_access (branch_code, seen_at);

-- Trying is limited: a guess must not become a search.
create table emergency_attempt (
  id uuid primary key default uuidv7(),
  subject text not null,
  attempted_at timestamptz not null default now()
);
create index emergency_attempt_subject_attempted_at_idx on emergency_attempt (subject, attempted_at);

alter table emergency_access enable row level security;
alter table emergency_access force row level security;
alter table emergency_attempt enable row level security;
alter table emergency_attempt force row level security;

-- The family's branch sees all of its own, and who opened one sees it while it is open.
create policy own_branch on emergency_access for select using (branch_code = any ((select scope_branches())::text[]));
create policy own_access on emergency_access for select
  using (subject = (select scope_subject()) and ended_at is null and until > now());
create policy opened_for_oneself on emergency_access for insert
  with check (branch_code = any ((select scope_branches())::text[]) and subject = (select scope_subject()));
create policy ended_or_seen on emergency_access for update
  using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]));
create policy own on emergency_attempt using (subject = (select scope_subject())) with check (subject = (select scope_subject()));

-- The families that the caller has open now. Closed unless the call said that it only reads one file: lists, counts, exports and commands
-- never say so.
create function emergency_families() returns uuid[] language sql stable as $$
  select case when current_setting('katrol.emergency', true) = 'reading' then
    array(select family_id from emergency_access where subject = (select scope_subject()) and ended_at is null and until > now())
  end
$$;

do $$
declare
  part text;
begin
  foreach part in array array['child', 'referral', 'consent', 'timeline_entry', 'waiting', 'warm_referral'] loop
    execute format('create policy in_emergency on %I for select using (family_id = any ((select emergency_families())::uuid[]))', part);
  end loop;
  create policy in_emergency on family for select using (id = any ((select emergency_families())::uuid[]));
  -- where the family was led belongs to its file
  create policy in_emergency on social_map_place for select using ((select emergency_families()) is not null and exists (
    select 1 from warm_referral w where w.place_id = social_map_place.id and w.family_id = any ((select emergency_families())::uuid[])));
  -- nobody makes it longer or rewrites why
  execute format('revoke all on emergency_access, emergency_attempt from %I', kit_runtime_role());
  execute format('grant select on emergency_access to %I', kit_runtime_role());
  execute format('grant insert (family_id, branch_code, subject, name, own_branch_code, reason) on emergency_access to %I', kit_runtime_role());
  execute format('grant update (ended_at, ended_by, seen_at, seen_by) on emergency_access to %I', kit_runtime_role());
  execute format('grant select, delete on emergency_attempt to %I', kit_runtime_role());
  execute format('grant insert (subject) on emergency_attempt to %I', kit_runtime_role());
end $$;
