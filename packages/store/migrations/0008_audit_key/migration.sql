-- The keys that signed the chain, in the order in which each took over. A new one is signed by the one before and signs it in turn: who
-- trusts either trusts both, each for its own part of the chain. One without a key before it, further than at the start, began anew.
create table audit_key (
  number integer primary key,
  id text not null,
  public_key text not null,
  -- the end of the chain when it took over
  position bigint not null,
  hash bytea not null,
  recorded_at timestamptz not null,
  before text not null,
  before_signature bytea not null,
  signature bytea not null
);
create trigger append_only before update or delete or truncate on audit_key for each statement execute function refuse_rewriting();

-- Takes over at the end of the chain; the first key at its start.
create function introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  last record;
  chain record;
begin
  perform public.only_the_sealer();
  select k.number, k.id into last from public.audit_key k order by k.number desc limit 1;
  select * into chain from public.audit_chain_end();
  if "position" = 0 and last.number is null then
    chain.hash := decode(repeat('00', 32), 'hex');
  elsif "position" <> chain.position then
    raise exception 'a key takes over at the end of the chain' using errcode = 'insufficient_privilege';
  end if;
  if before <> '' and before is distinct from last.id then
    raise exception 'the key before it is another' using errcode = 'insufficient_privilege';
  end if;
  insert into public.audit_key (number, id, public_key, position, hash, recorded_at, before, before_signature, signature)
    values (coalesce(last.number, 0) + 1, introduce_audit_key.id, introduce_audit_key.public_key, introduce_audit_key.position,
      chain.hash, chain.recorded_at, introduce_audit_key.before, introduce_audit_key.before_signature, introduce_audit_key.signature);
end $$;

do $$
begin
  execute format('revoke all on audit_key from %I', kit_runtime_role());
  execute format('grant select on audit_key to %I', kit_runtime_role());
  revoke all on function introduce_audit_key(text, text, bigint, text, bytea, bytea) from public;
  execute format('grant execute on function introduce_audit_key(text, text, bigint, text, bytea, bytea) to %I', kit_runtime_role());
end $$;
