-- A table that somebody asks for: no family's, and of no branch. Who asked sees the own ones, who makes releases all.
create table table_request (
  id uuid primary key default uuidv7(),
  asked_subject text not null,
  asked_by text not null,
  asked_on date not null,
  text text not null,
  answer text not null default '',
  answered_by text not null default '',
  answered_on date,
  revision integer not null default 1
);
create index table_request_asked_subject_idx on table_request (asked_subject);
do $$
begin
  execute format('grant select, insert, update on table_request to %I', kit_runtime_role());
end $$;
