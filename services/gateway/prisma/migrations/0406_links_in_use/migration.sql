-- When something was called with a link last: a page that was left open closes after an hour.
alter table link add column used_at timestamptz;
create index link_branch_code_person_idx on link (branch_code, person);
create index outgoing_person_queued_at_idx on outgoing (person, queued_at);

-- Answers that held a secret or a token were kept, sealed, beside the keys of their commands: that
-- there was one is all that stays.
alter table idempotency no force row level security;
update idempotency set response = ''::bytea
  where response is not null and rpc = any (array['/katrol.gateway.v1.LinkService/GiveLink',
    '/katrol.gateway.v1.LinkService/OpenLink', '/katrol.gateway.v1.LinkService/RenewLink']);
alter table idempotency force row level security;

do $$
begin
  execute format('grant update (used_at) on link to %I', kit_runtime_role());
end $$;
