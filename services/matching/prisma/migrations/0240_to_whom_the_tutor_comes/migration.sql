-- Who is what to a child, as intake told it: when the tutor comes is read by whom the tutor comes to.
create table family_person (
  family_id uuid not null,
  child_id uuid not null,
  person_id uuid not null,
  branch_code text not null,
  role text not null,
  held boolean not null,
  language text not null,
  visited boolean not null default false,
  sequence integer not null,
  constraint family_person_pkey primary key (family_id, child_id, person_id)
);
create index family_person_person_id_idx on family_person (person_id);
alter table family_person enable row level security;
alter table family_person force row level security;
create policy own_branch on family_person using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
do $$
begin
  execute format('grant select, insert, delete on family_person to %I', kit_runtime_role());
end $$;
