-- The branch whose family was asked for hears who tried and did not succeed: nothing of what they typed is kept.
alter table emergency_attempt
  add column branch_code text not null default '',
  add column name text not null default '',
  add column own_branch_code text not null default '',
  add column opened boolean not null default false;
create index emergency_attempt_branch_code_attempted_at_idx on emergency_attempt (branch_code, attempted_at);

create policy told_to_branch on emergency_attempt for select using (branch_code = any ((select scope_branches())::text[]));
create policy succeeded on emergency_attempt for update
  using (subject = (select scope_subject())) with check (subject = (select scope_subject()));
drop policy forgotten on emergency_attempt;
create policy forgotten on emergency_attempt for delete
  using (subject = (select scope_subject()) and attempted_at < now() - interval '30 days');

do $$
begin
  execute format('grant insert (branch_code, name, own_branch_code) on emergency_attempt to %I', kit_runtime_role());
  execute format('grant update (opened) on emergency_attempt to %I', kit_runtime_role());
end $$;
