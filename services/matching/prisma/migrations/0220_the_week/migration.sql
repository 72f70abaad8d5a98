-- Who logged may put it right; what it was stays. What is needed has an answer.
alter table session add column logged_by text not null default '';
alter table session add column corrections jsonb not null default '[]';
alter table session add column answered_on date;
alter table session add column answered_by text not null default '';
alter table session add column answer text not null default '';
alter table session add column another_moment boolean not null default false;
alter table session add column stopped_sequence integer not null default 0;
create index session_to_answer_idx on session (branch_code) where what_is_needed <> '' and answered_on is null;

-- What was missed before is told already: only what comes from now on waits for an answer.
-- Its owner changes rows of every branch here, and nobody else.
alter table session no force row level security;
alter table trajectory no force row level security;
alter table tutor no force row level security;
update session set answered_on = occurred_on where status = 'missed' and what_is_needed <> '';

alter table tutor add column placement_until date;

-- When somebody asked last whether the family still waits.
alter table family_plan add column queue_looked_on date;

-- The exam weeks of a university, as volunteer-training tells them: reference data.
create table university_days (
  university_code text not null,
  periods jsonb not null,
  revision integer not null,
  constraint university_days_pkey primary key (university_code)
);

-- At which hour a tutor was with somebody: one hour is logged once, whatever the branch. No family.
create table logged_hour (
  session_id uuid not null,
  person text not null,
  branch_code text not null,
  day date not null,
  from_minute integer not null check (from_minute between 0 and 1439),
  until_minute integer not null check (until_minute > from_minute),
  constraint logged_hour_pkey primary key (session_id)
);
create index logged_hour_person_day_idx on logged_hour (person, day);
alter table logged_hour enable row level security;
alter table logged_hour force row level security;
create policy own_branch on logged_hour using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
create policy own_tutor on logged_hour for select
  using (person in (select case when u.account_id = '' then u.id::text else u.account_id end from tutor u));
do $$
begin
  execute format('revoke all on logged_hour, university_days from %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on logged_hour to %I', kit_runtime_role());
  execute format('grant select, insert, update on university_days to %I', kit_runtime_role());
end $$;

alter table logged_hour no force row level security;
insert into logged_hour (session_id, person, branch_code, day, from_minute, until_minute)
select s.id, case when u.account_id = '' then u.id::text else u.account_id end, s.branch_code, s.occurred_on,
  substr(s.planned_for, 12, 2)::int * 60 + substr(s.planned_for, 15, 2)::int,
  substr(s.planned_for, 12, 2)::int * 60 + substr(s.planned_for, 15, 2)::int + s.minutes
from session s join trajectory t on t.id = s.trajectory_id join tutor u on u.id = t.tutor_id
where s.status = 'held' and s.minutes > 0 and left(s.planned_for, 10) = s.occurred_on::text
  and exists (select 1 from jsonb_array_elements(t.hours) h
    where (h->>'weekday')::int = extract(isodow from s.occurred_on)
      and (h->>'fromMinute')::int = substr(s.planned_for, 12, 2)::int * 60 + substr(s.planned_for, 15, 2)::int)
on conflict do nothing;
alter table session force row level security;
alter table trajectory force row level security;
alter table tutor force row level security;
alter table logged_hour force row level security;
