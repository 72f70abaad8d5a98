-- What families read in their languages ships with the portal. A branch words a sentence otherwise, or a language that does not ship, and
-- notes who read it as a speaker.
create table family_language (
  id uuid primary key default uuidv7(),
  branch_code text not null,
  language text not null,
  read_by text not null default '',
  read_on date,
  noted_by text not null default '',
  noted_at timestamptz,
  revision integer not null default 1,
  constraint read_by_somebody_on_a_day check ((read_by = '') = (read_on is null))
);
create unique index family_language_branch_code_language_key on family_language (branch_code, language);

create table family_sentence (
  id uuid primary key default uuidv7(),
  branch_code text not null,
  language text not null,
  key text not null,
  dutch text not null,
  text text not null,
  written_by text not null,
  written_at timestamptz not null,
  revision integer not null default 1
);
create unique index family_sentence_branch_code_language_key_key on family_sentence (branch_code, language, key);

do $$
declare
  part text;
begin
  foreach part in array array['family_language', 'family_sentence'] loop
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format('create policy own_branch on %I using (branch_code = any ((select scope_branches())::text[]))
      with check (branch_code = any ((select scope_branches())::text[]))', part);
    execute format('revoke all on %I from %I', part, kit_runtime_role());
    execute format('grant select, insert, update on %I to %I', part, kit_runtime_role());
  end loop;
end $$;
