-- Parents are people of their own beside the children, and who decides is kept per child, with dates.
create table parent (
  id uuid primary key default uuidv7(),
  family_id uuid not null,
  branch_code text not null,
  relation text not null,
  name text not null default '',
  languages_spoken text[] not null default '{}',
  languages_read text[] not null default '{}',
  phone text not null default '',
  email text not null default '',
  how_to_reach text not null default '',
  held boolean not null default false,
  hold_reason text not null default '',
  held_by text not null default '',
  held_on date,
  revision integer not null default 1
);
create index parent_family_id_idx on parent (family_id);

create table decision_holder (
  id uuid primary key default uuidv7(),
  parent_id uuid not null,
  family_id uuid not null,
  branch_code text not null,
  child_id uuid not null,
  role text not null,
  from_day date,
  until_day date
);
create index decision_holder_family_id_idx on decision_holder (family_id);

-- asked where it matters who decides; it leaves this service in no event
alter table child add column birth_date date;

alter table family no force row level security;
alter table child no force row level security;
alter table consent no force row level security;
-- whoever gave an answer before is somebody now; a family of which nobody is known yet has one parent
insert into parent (family_id, branch_code, relation, name, languages_spoken)
select c.family_id, f.branch_code,
  case
    when lower(c.given_by) ~ '(moeder|mama|mother|mère|mere)' and lower(c.given_by) !~ '(groot|stief|pleeg|grand|belle|step)' then 'mother'
    when lower(c.given_by) ~ '(vader|papa|father|père|pere)' and lower(c.given_by) !~ '(groot|stief|pleeg|grand|beau|step)' then 'father'
    when lower(c.given_by) ~ '(voogd|guardian|tuteur|tutrice)' then 'guardian'
    when lower(c.given_by) ~ 'pleeg|foster|accueil' then 'foster_parent'
    when lower(c.given_by) ~ 'stief|step|beau-|belle-' then 'step_parent'
    when lower(c.given_by) ~ 'groot|oma|opa|grand' then 'grandparent'
    else 'parent' end,
  c.given_by, array_remove(array[f.language], '')
from (select distinct family_id, given_by from consent) c join family f on f.id = c.family_id;
insert into parent (family_id, branch_code, relation, languages_spoken)
select f.id, f.branch_code, 'parent', array_remove(array[f.language], '') from family f
where not exists (select 1 from parent p where p.family_id = f.id);
-- what stood, stands: who answered was taken for somebody who decides, until somebody says otherwise
insert into decision_holder (parent_id, family_id, branch_code, child_id, role)
select p.id, p.family_id, p.branch_code, c.id, 'decides'
from parent p join child c on c.family_id = p.family_id
where p.relation in ('step_parent', 'grandparent');
alter table family force row level security;
alter table child force row level security;
alter table consent force row level security;

do $$
declare
  part text;
begin
  foreach part in array array['parent', 'decision_holder'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format('create policy own_branch on %I using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]))', part);
    execute format('create policy in_emergency on %I for select using (family_id = any ((select emergency_families())::uuid[]))', part);
  end loop;
  execute format('revoke all on parent, decision_holder from %I', kit_runtime_role());
  -- a parent leaves with the family that was there by mistake; who decides is written whole
  execute format('grant select, insert, update, delete on parent to %I', kit_runtime_role());
  execute format('grant select, insert, delete on decision_holder to %I', kit_runtime_role());
end $$;
