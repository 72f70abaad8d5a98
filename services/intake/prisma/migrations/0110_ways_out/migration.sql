-- A question may end without a trajectory and without another place, and be opened again.
alter table referral
  add column closing jsonb,
  add column differences jsonb not null default '[]';

-- Two files of one family: the one goes up in the other, and both keep their rows.
alter table family
  add column merged_into uuid,
  add column root_id uuid,
  add column merged_on date,
  -- ids carry their time: rows with a later one were written since
  add column merge_point uuid,
  add column merged_by text not null default '',
  add column doubles jsonb not null default '[]';
create index family_root_id_idx on family (root_id);

alter table child add column same_as uuid;

-- A grade is of the school year in which somebody said it; a school year begins on 1 September.
alter table child add column grade_year integer;
-- Its owner changes rows of every branch here, and nobody else.
alter table child no force row level security;
update child set grade_year = extract(year from uuid_extract_timestamp(id) - interval '8 months');
alter table child alter column grade_year set not null;
create index child_branch_code_grade_year_idx on child (branch_code, grade_year);
alter table child force row level security;
