-- Who put their name under the agreement sheet: each side, and each parent, once.
create table agreement_signature (
  id uuid not null default uuidv7() primary key,
  family_id uuid not null,
  branch_code text not null,
  side text not null,
  person_id text not null default '',
  signed_on date not null,
  means text not null,
  language text not null,
  recorded_by text not null
);
create unique index agreement_signature_family_id_side_person_id_key on agreement_signature (family_id, side, person_id);
alter table agreement_signature enable row level security;
alter table agreement_signature force row level security;
create policy own_branch on agreement_signature using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
do $$
begin
  execute format('revoke all on agreement_signature from %I', kit_runtime_role());
  execute format('grant select, insert, delete on agreement_signature to %I', kit_runtime_role());
end $$;
