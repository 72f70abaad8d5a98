-- A leaving day says more than a flag: who was set inactive left on the day that is known of them last.
alter table tutor add column stops_on date;
-- Its owner changes rows of every branch here, and nobody else.
alter table tutor no force row level security;
alter table placement no force row level security;
update tutor set stops_on = recorded_at::date where not active;
alter table tutor drop column active;

-- The day from which a placement is over, which is not always the day after its last one.
alter table placement add column ended_on date;
update placement set ended_on = least(coalesce(ends_on + 1, current_date), current_date)
  where status in ('refused', 'stopped_early', 'completed');
alter table tutor force row level security;
alter table placement force row level security;
