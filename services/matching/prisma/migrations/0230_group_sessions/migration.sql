-- One evening of a group: one log. Each family's part of it is a session of its own trajectory.
create table group_session (
  id uuid not null default uuidv7(),
  group_id uuid not null,
  branch_code text not null,
  planned_for text not null,
  occurred_on date not null,
  minutes integer not null,
  done text[],
  note text not null default '',
  logged_by text not null default '',
  earlier jsonb not null default '[]',
  revision integer not null default 1,
  constraint group_session_pkey primary key (id)
);
create index group_session_group_id_occurred_on_idx on group_session (group_id, occurred_on);
alter table group_session enable row level security;
alter table group_session force row level security;
create policy own_branch on group_session using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));

alter table session add column group_session_id uuid;
-- a family has one part in it, whatever two logs do at the same moment
create unique index session_group_session_id_trajectory_id_key on session (group_session_id, trajectory_id);
create index trajectory_group_id_idx on trajectory (group_id);
create index match_group_id_idx on match (group_id);
do $$
begin
  execute format('revoke all on group_session from %I', kit_runtime_role());
  execute format('grant select, insert, update on group_session to %I', kit_runtime_role());
end $$;
