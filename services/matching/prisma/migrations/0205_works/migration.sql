-- A tutor's work has a first and a last day, whatever bounds it: it replaces a flag and two days that left the check and the placement out.
alter table tutor add column works_from date, add column works_until date, add column works_end text not null default '';
-- Its owner changes rows of every branch here, and nobody else.
alter table tutor no force row level security;
alter table support_request no force row level security;
update tutor set works_from = available_from,
  works_until = least(available_until, case when not active then current_date - 1 end),
  works_end = case when not active then 'STOPS' when available_until is not null then 'AVAILABILITY' else '' end;
alter table tutor drop column active, drop column available_from, drop column available_until;

-- Whose a match or a trajectory is, the tutor's own account says, and that may change: a copy in each row did not.
alter table match drop column account_id;
alter table trajectory drop column account_id;
create index match_tutor_id_idx on match (tutor_id);
create index trajectory_tutor_id_idx on trajectory (tutor_id);

-- The next tutor may be found while the one before still comes: one match to decide at a time, and one more in support.
drop index match_one_at_a_time;
create unique index match_one_to_decide on match (support_request_id) where status = 'open';

-- Health, mental health, addiction, status and papers stay with the family's file: no tutor's wish answers to them.
update support_request set life_domains = array(select d from unnest(life_domains) d
  where d not in ('health', 'addiction', 'mental_health', 'status_and_papers'))
  where life_domains && array['health', 'addiction', 'mental_health', 'status_and_papers'];
alter table tutor force row level security;
alter table support_request force row level security;
