create table session (
  id text not null,
  subject text not null,
  sealed bytea not null,
  expires_at timestamptz not null,
  constraint session_pkey primary key (id)
);
create index session_expires_at_idx on session (expires_at);

do $$
begin
  execute format('grant select, insert, update, delete on session to %I', kit_runtime_role());
end $$;
