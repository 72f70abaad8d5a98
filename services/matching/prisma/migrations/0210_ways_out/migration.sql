-- What of a request is to be looked at again with the family.
alter table support_request add column to_confirm text[] not null default '{}';

-- Two files of one family.
create table family_alias (
  family_id uuid primary key,
  into_id uuid not null,
  branch_code text not null
);
create index family_alias_into_id_idx on family_alias (into_id);
alter table family_alias enable row level security;
alter table family_alias force row level security;
create policy own_branch on family_alias using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
do $$
begin
  execute format('grant select, insert, update, delete on family_alias to %I', kit_runtime_role());
end $$;
