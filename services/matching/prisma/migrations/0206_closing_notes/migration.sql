-- What a tutor leaves for the next one, version by version, with what the parents said of each.
create table closing_note (
  id uuid not null default uuidv7() primary key,
  trajectory_id uuid not null,
  family_id uuid not null,
  branch_code text not null,
  version integer not null,
  text text not null,
  written_on date not null,
  answer text not null default '',
  answered_on date,
  answered_by text not null default '',
  means text not null default '',
  recorded_by text not null default '',
  revision integer not null default 1
);
create unique index closing_note_trajectory_id_version_key on closing_note (trajectory_id, version);
create index closing_note_family_id_idx on closing_note (family_id);
create index closing_note_branch_code_answer_idx on closing_note (branch_code, answer);

-- A worry about a child's safety, until a coordinator takes it up. It is in no export and in no event.
create table worry (
  id uuid not null default uuidv7() primary key,
  trajectory_id uuid not null,
  family_id uuid not null,
  tutor_id uuid not null,
  branch_code text not null,
  raised_on date not null,
  note text not null default '',
  taken_up_on date,
  taken_up_by text not null default '',
  revision integer not null default 1
);
create index worry_trajectory_id_idx on worry (trajectory_id);
create index worry_family_id_idx on worry (family_id);
create index worry_branch_code_taken_up_on_idx on worry (branch_code, taken_up_on);

do $$
declare
  protected text;
begin
  foreach protected in array array['closing_note', 'worry'] loop
    execute format('alter table %I enable row level security', protected);
    execute format('alter table %I force row level security', protected);
    execute format('create policy own_branch on %I using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]))', protected);
  end loop;
  execute format('revoke all on closing_note, worry from %I', kit_runtime_role());
  execute format('grant select, insert, update on closing_note, worry to %I', kit_runtime_role());
end $$;
