-- What the runtime role may with each table is what its code does with it, and no more: the rest came with the table by default.
do $$
begin
  execute format('revoke all on barrier, branch_rules, family_consent, goal, going_along, help_request, match, pair_hold, proposal_run, session, support_request, trajectory, tutor from %I', kit_runtime_role());
  execute format('grant select, insert, update on barrier, branch_rules, family_consent, goal, going_along, help_request, match, session, support_request, trajectory, tutor to %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on pair_hold, proposal_run to %I', kit_runtime_role());
end $$;
