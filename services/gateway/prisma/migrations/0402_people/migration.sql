-- the identity provider's own name of the session, so that it can end it from its side
alter table session add column sid text not null default '';
create index session_sid_idx on session (sid) where sid <> '';
create index session_subject_idx on session (subject);

-- Who gave what to whom. Nobody changes it afterwards.
create table person_change (
  id uuid not null default uuidv7(),
  occurred_at timestamptz not null default now(),
  actor text not null,
  subject text not null,
  kind text not null,
  code text not null default '',
  until text not null default '',
  constraint person_change_pkey primary key (id)
);
create index person_change_subject_idx on person_change (subject, id);

-- Branches that are given until a day: taken back after it.
create table branch_end (
  subject text not null,
  branch_code text not null,
  until date not null,
  constraint branch_end_pkey primary key (subject, branch_code)
);
create index branch_end_until_idx on branch_end (until);

do $$
begin
  execute format('grant select, insert on person_change to %I', kit_runtime_role());
  execute format('grant select, insert, update, delete on branch_end to %I', kit_runtime_role());
end $$;
