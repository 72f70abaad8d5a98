-- When a university's students have exams: reference data, the whole of it in one row.
create table exam_periods (
  university_code text not null,
  periods jsonb not null,
  revision integer not null default 1,
  constraint exam_periods_pkey primary key (university_code)
);

-- Hours follow a log that is put right: how many times it was, and whether it was held at all.
alter table hours add column correction integer not null default 0;
alter table hours add column held boolean not null default true;

-- Whose holidays a branch goes by, and when it is closed.
alter table branch_rules add column calendar_region text not null default '';
alter table branch_rules add column closed jsonb not null default '[]';

do $$
begin
  execute format('revoke all on exam_periods from %I', kit_runtime_role());
  execute format('grant select, insert, update on exam_periods to %I', kit_runtime_role());
end $$;
