-- Who signs in as a tutor, and until when they work: told by volunteer-training, and both may change while a match goes on.
create table tutor_access (
  tutor_id uuid not null primary key,
  branch_code text not null,
  account_id text not null,
  works_until date,
  revision integer not null
);
create index tutor_access_account_id_idx on tutor_access (account_id);

do $$
begin
  alter table tutor_access enable row level security;
  alter table tutor_access force row level security;
  create policy own_branch on tutor_access using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]));
  execute format('revoke all on tutor_access from %I', kit_runtime_role());
  execute format('grant select, insert, update on tutor_access to %I', kit_runtime_role());
end $$;
