-- A file comes in pieces before the request that names it. For who brings it only, and for a day.
create table file_piece (
  subject text not null,
  file_id uuid not null,
  number integer not null,
  piece bytea not null,
  recorded_at timestamptz not null default now(),
  primary key (subject, file_id, number)
);
create index file_piece_recorded_at on file_piece (recorded_at);
alter table file_piece enable row level security;
alter table file_piece force row level security;
create policy own on file_piece using (subject = (select scope_subject())) with check (subject = (select scope_subject()));
create policy tidied on file_piece using ((select scope_subject()) = 'kit:tidy' and recorded_at < now() - interval '1 day') with check (false);

do $$
begin
  execute format('revoke all on file_piece from %I', kit_runtime_role());
  execute format('grant select, insert, delete on file_piece to %I', kit_runtime_role());
end $$;
