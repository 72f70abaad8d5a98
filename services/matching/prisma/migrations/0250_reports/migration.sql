-- Where the report of a session stands, as school-liaison tells it: codes, for who held it.
create table session_report (
  session_id uuid not null primary key,
  branch_code text not null,
  state text not null,
  skip_reason text not null default '',
  sequence integer not null
);
alter table session_report enable row level security;
alter table session_report force row level security;
create policy own_branch on session_report using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
do $$
begin
  execute format('revoke all on session_report from %I', kit_runtime_role());
  execute format('grant select, insert, update on session_report to %I', kit_runtime_role());
end $$;
