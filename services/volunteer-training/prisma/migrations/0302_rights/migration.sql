-- What the runtime role may with each table is what its code does with it, and no more: the rest came with the table by default.
do $$
begin
  execute format('revoke all on branch_rules, enrolment, hours, placement, programme, reflection, training, tutor, university from %I', kit_runtime_role());
  execute format('grant select, insert, update on branch_rules, enrolment, hours, placement, programme, reflection, training, tutor, university to %I', kit_runtime_role());
end $$;
