-- The weekly hours of a match and of its trajectory: what was only the hour of the last planned visit.
alter table match add column hours jsonb not null default '[]';
alter table trajectory add column hours jsonb not null default '[]';

-- An hour of a tutor is given once. The key says so, whatever two branches do at the same moment.
create table promised_hour (
  person text not null,
  weekday integer not null check (weekday between 1 and 7),
  half_hour integer not null check (half_hour between 0 and 47),
  branch_code text not null,
  holder uuid not null,
  constraint promised_hour_pkey primary key (person, weekday, half_hour)
);
create index promised_hour_holder_idx on promised_hour (holder);

-- Written within the own branch; read wherever the same person is a tutor, without a family.
alter table promised_hour enable row level security;
alter table promised_hour force row level security;
create policy own_branch on promised_hour using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
create policy own_tutor on promised_hour for select
  using (person in (select case when u.account_id = '' then u.id::text else u.account_id end from tutor u));
do $$
begin
  execute format('revoke all on promised_hour from %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on promised_hour to %I', kit_runtime_role());
end $$;

-- Several families with one tutor at one hour.
create table support_group (
  id uuid not null default uuidv7(),
  branch_code text not null,
  tutor_id uuid not null,
  place_kind text not null,
  hours jsonb not null,
  ended_on date,
  revision integer not null default 1,
  constraint support_group_pkey primary key (id)
);
create index support_group_branch_code_idx on support_group (branch_code);
create index support_group_tutor_id_idx on support_group (tutor_id);
alter table support_group enable row level security;
alter table support_group force row level security;
create policy own_branch on support_group using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
alter table match add column group_id uuid;
alter table trajectory add column group_id uuid;
do $$
begin
  execute format('revoke all on support_group from %I', kit_runtime_role());
  execute format('grant select, insert, update on support_group to %I', kit_runtime_role());
end $$;

-- What runs already keeps the hours of the visits that are planned: one for each day of the week.
-- Its owner changes rows of every branch here, and nobody else.
alter table session no force row level security;
alter table trajectory no force row level security;
alter table match no force row level security;
alter table tutor no force row level security;
with planned as (
  select s.trajectory_id, extract(isodow from left(s.planned_for, 10)::date)::int as weekday,
    min(substr(s.planned_for, 12, 2)::int * 60 + substr(s.planned_for, 15, 2)::int) as at_minute
  from session s join trajectory t on t.id = s.trajectory_id
  where s.status = 'planned' and t.status = 'running'
  group by 1, 2
)
update trajectory t set hours = (select jsonb_agg(jsonb_build_object('weekday', p.weekday,
    'fromMinute', p.at_minute, 'untilMinute', least(p.at_minute + 60, 1440)) order by p.weekday)
  from planned p where p.trajectory_id = t.id)
where exists (select 1 from planned p where p.trajectory_id = t.id);
update match m set hours = t.hours from trajectory t where t.match_id = m.id and t.hours <> '[]';
update match set hours = jsonb_build_array(jsonb_build_object(
    'weekday', extract(isodow from left(first_visit_on, 10)::date)::int,
    'fromMinute', substr(first_visit_on, 12, 2)::int * 60 + substr(first_visit_on, 15, 2)::int,
    'untilMinute', least(substr(first_visit_on, 12, 2)::int * 60 + substr(first_visit_on, 15, 2)::int + 60, 1440)))
where status = 'open' and first_visit_on ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d';
alter table promised_hour no force row level security;
insert into promised_hour (person, weekday, half_hour, branch_code, holder)
select case when u.account_id = '' then u.id::text else u.account_id end, (h->>'weekday')::int, half, m.branch_code, m.id
from match m join tutor u on u.id = m.tutor_id cross join lateral jsonb_array_elements(m.hours) h
  cross join lateral generate_series((h->>'fromMinute')::int / 30, ((h->>'untilMinute')::int - 1) / 30) half
where m.status in ('open', 'real')
order by m.id
on conflict do nothing;
alter table session force row level security;
alter table trajectory force row level security;
alter table match force row level security;
alter table tutor force row level security;
alter table promised_hour force row level security;
