-- The plan belongs to the family and outlives the tutor: goals, barriers, going along, strengths, the queue of a specialised service.
create table family_plan (
  family_id uuid primary key,
  branch_code text not null,
  strengths text[] not null,
  strengths_in uuid,
  specialised_queue text not null default '',
  queue_in uuid,
  queue_since date,
  earlier jsonb not null default '[]',
  strengths_pass_on boolean not null default false,
  queue_passes_on boolean not null default false,
  agreed_on date,
  agreed_by text not null default '',
  revision integer not null default 1
);
alter table family_plan enable row level security;
alter table family_plan force row level security;
create policy own_branch on family_plan using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
do $$
begin
  execute format('grant select, insert, update on family_plan to %I', kit_runtime_role());
end $$;
-- Its owner changes rows of every branch here, and nobody else.
alter table goal no force row level security;
alter table barrier no force row level security;
alter table going_along no force row level security;
alter table trajectory no force row level security;
alter table family_plan no force row level security;
insert into family_plan (family_id, branch_code, strengths, strengths_in, specialised_queue, queue_in, queue_since)
  select distinct on (family_id) family_id, branch_code, strengths, id, specialised_queue, id,
    case when specialised_queue <> '' then started_on end
  from trajectory order by family_id, started_on desc, id desc;
alter table trajectory drop column strengths, drop column specialised_queue;

alter table goal
  add column family_id uuid,
  add column earlier jsonb not null default '[]',
  add column passes_on boolean not null default false;
update goal g set family_id = t.family_id,
    earlier = coalesce((select jsonb_agg(jsonb_build_object('on', '', 'by', '', 'was', was)) from unnest(g.earlier_texts) was), '[]')
  from trajectory t where t.id = g.trajectory_id;
alter table goal alter column family_id set not null, drop column earlier_texts;
drop index goal_trajectory_id_idx;
create index goal_family_id_idx on goal (family_id);

alter table barrier
  add column family_id uuid,
  add column opened_on date,
  add column eased_on date,
  add column earlier jsonb not null default '[]',
  add column passes_on boolean not null default false;
update barrier b set family_id = t.family_id, opened_on = t.started_on from trajectory t where t.id = b.trajectory_id;
alter table barrier alter column family_id set not null, alter column opened_on set not null;
drop index barrier_trajectory_id_idx;
create index barrier_family_id_idx on barrier (family_id);

alter table going_along
  add column family_id uuid,
  add column passes_on boolean not null default false;
update going_along g set family_id = t.family_id from trajectory t where t.id = g.trajectory_id;
alter table going_along alter column family_id set not null;
drop index going_along_trajectory_id_idx;
create index going_along_family_id_idx on going_along (family_id);
alter table family_plan force row level security;
alter table goal force row level security;
alter table barrier force row level security;
alter table going_along force row level security;
alter table trajectory force row level security;
