-- What the runtime role may with each table is what its code does with it, and no more: the rest came with the table by default.
do $$
begin
  execute format('revoke all on branch, profile, family, child, referral, consent, timeline_entry, waiting, social_map_place, warm_referral, family_tutor, emergency_access, emergency_attempt from %I', kit_runtime_role());
  execute format('grant select, insert, update on branch, consent, waiting, social_map_place, warm_referral to %I', kit_runtime_role());
  execute format('grant select, insert on profile to %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on family, child, referral, family_tutor to %I', kit_runtime_role());
  -- what happened is not rewritten; it leaves with the family that was there by mistake
  execute format('grant select, insert, delete on timeline_entry to %I', kit_runtime_role());
  execute format('grant select on emergency_access to %I', kit_runtime_role());
  execute format('grant insert (family_id, branch_code, subject, name, own_branch_code, reason) on emergency_access to %I', kit_runtime_role());
  execute format('grant update (ended_at, ended_by, seen_at, seen_by) on emergency_access to %I', kit_runtime_role());
  execute format('grant select, delete on emergency_attempt to %I', kit_runtime_role());
  execute format('grant insert (subject) on emergency_attempt to %I', kit_runtime_role());
end $$;

-- An attempt counts for its hour, also for who would forget it.
drop policy own on emergency_attempt;
create policy own on emergency_attempt for select using (subject = (select scope_subject()));
create policy counted on emergency_attempt for insert with check (subject = (select scope_subject()));
create policy forgotten on emergency_attempt for delete
  using (subject = (select scope_subject()) and attempted_at < now() - interval '1 hour');
