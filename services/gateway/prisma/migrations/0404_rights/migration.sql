-- What the runtime role may with each table is what its code does with it, and no more: the rest came with the table by default.
do $$
begin
  execute format('revoke all on session, person_change, branch_end from %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on session, branch_end to %I', kit_runtime_role());
  -- nobody changes it afterwards, nobody dates it
  execute format('grant select on person_change to %I', kit_runtime_role());
  execute format('grant insert (actor, subject, kind, code, until) on person_change to %I', kit_runtime_role());
end $$;
