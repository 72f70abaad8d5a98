-- Who decides for a family's children, as it was told last, and when the calendar alone changes it.
create table deciders_told (
  family_id uuid primary key,
  branch_code text not null,
  people text not null,
  -- rises with each telling
  sequence integer not null,
  recheck_on date
);
create index deciders_told_branch_code_recheck_on_idx on deciders_told (branch_code, recheck_on);

do $$
begin
  alter table deciders_told enable row level security;
  alter table deciders_told force row level security;
  create policy own_branch on deciders_told using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]));
  execute format('revoke all on deciders_told from %I', kit_runtime_role());
  execute format('grant select, insert, update on deciders_told to %I', kit_runtime_role());
end $$;
