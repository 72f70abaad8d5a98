-- A line of Vandaag that somebody looks at later: which one, as it asked then, and until when.
create table put_off (
  id uuid primary key default uuidv7(),
  branch_code text not null,
  kind text not null,
  subject_id uuid not null,
  since date not null,
  until date not null,
  put_by text not null,
  put_at timestamptz not null
);
create unique index put_off_branch_code_kind_subject_id_key on put_off (branch_code, kind, subject_id);

alter table put_off enable row level security;
alter table put_off force row level security;
create policy own_branch on put_off using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
do $$ begin
  execute format('revoke all on put_off from %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on put_off to %I', kit_runtime_role());
end $$;
