-- A consent is the record of one answer of one person on the day it was said: added, never rewritten. Taking a yes back is a no of a later day.
alter table family add column consent_sequence integer not null default 0;
alter table consent
  add column person_id uuid,
  add column answer text,
  add column receiver text not null default '',
  add column child_id text not null default '',
  add column until date,
  add column conversation_id uuid not null default uuidv7(),
  add column typed integer not null default 0,
  add column recorded_at timestamptz not null default now(),
  add column recorded_subject text not null default '',
  add column undone_at timestamptz;
alter table family no force row level security;
alter table parent no force row level security;
alter table consent no force row level security;
-- a row's own id says when it was typed
update consent c set answer = case when given then 'yes' else 'no' end,
  recorded_at = coalesce(uuid_extract_timestamp(c.id), now()),
  person_id = (select p.id from parent p where p.family_id = c.family_id and p.name = c.given_by order by p.id limit 1);
insert into consent (family_id, branch_code, purpose, given, means, language, given_by, occurred_on, recorded_by, person_id, answer, recorded_at)
select family_id, branch_code, purpose, false, means, language, given_by, withdrawn_on, recorded_by, person_id, 'no', recorded_at
from consent where withdrawn_on is not null;
update consent c set typed = o.n from (
  select id, row_number() over (partition by family_id order by recorded_at, id) as n from consent) o
where o.id = c.id;
update family f set consent_sequence = c.n from (select family_id, max(typed) as n from consent group by 1) c where c.family_id = f.id;
alter table family force row level security;
alter table parent force row level security;
alter table consent force row level security;
alter table consent
  alter column person_id set not null,
  alter column answer set not null,
  alter column recorded_at drop default,
  alter column conversation_id drop default,
  drop column given,
  drop column withdrawn_on;

do $$
begin
  execute format('revoke update on consent from %I', kit_runtime_role());
  execute format('grant update (undone_at) on consent to %I', kit_runtime_role());
end $$;
