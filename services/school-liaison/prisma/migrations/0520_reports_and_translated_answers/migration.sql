-- After which session a report is asked, and what an answer of the school says in the languages of the parents.
create table report_due (
  session_id uuid not null primary key,
  family_id uuid not null,
  branch_code text not null,
  occurred_on date not null,
  status text not null,
  why text not null default '',
  correction integer not null default 0
);
create index report_due_branch_code_status_idx on report_due (branch_code, status);
create index report_due_family_id_idx on report_due (family_id);
alter table message add column session_id uuid;
alter table school_answer add column translations jsonb not null default '[]';
alter table report_due enable row level security;
alter table report_due force row level security;
create policy reaches on report_due
  using (branch_code = any ((select scope_branches())::text[]) and (select linked_person()) is null)
  with check (branch_code = any ((select scope_branches())::text[]) and (select linked_person()) is null);
do $$
begin
  execute format('revoke all on report_due from %I', kit_runtime_role());
  execute format('grant select, insert, update on report_due to %I', kit_runtime_role());
end $$;
