-- The runtime role writes the audit through these functions only: they number and date the rows, name the writer, and hold the chain
-- together. Owned by the owner role; the schema stands before every name, so that nothing of a session stands in for it.

-- Who wrote is who the transaction was begun for, whatever a line says.
create function write_audit(lines jsonb) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(public.scope_subject(), 'kit:') like 'kit:%' then
    raise exception 'the audit is written in somebody''s name' using errcode = 'insufficient_privilege';
  end if;
  insert into public.audit (subject, kind, name, role, rpc, what, branch_code, object_id, outcome, reason, trace_id)
    select public.scope_subject(), kind, name, role, rpc, what, branch_code, object_id, outcome, reason, trace_id
    from jsonb_to_recordset(lines) as a(kind text, name text, role text, rpc text, what text, branch_code text, object_id text,
      outcome text, reason text, trace_id text);
end $$;

create function only_the_sealer() returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if public.scope_subject() is distinct from 'kit:seal' then
    raise exception 'only the sealer seals' using errcode = 'insufficient_privilege';
  end if;
end $$;

-- Where the chain ends; the time is the transaction's, as exact as a signature says it.
create function audit_chain_end(out "position" bigint, out hash bytea, out recorded_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  select s.position, s.hash into "position", hash from public.audit_seal s order by s.position desc limit 1;
  "position" := coalesce("position", 0);
  hash := coalesce(hash, decode(repeat('00', 32), 'hex'));
  recorded_at := date_trunc('milliseconds', now());
end $$;

-- Continues the chain: each row is there, each hash is the one behind the row before.
create function seal_audit(seqs bigint[], hashes bytea[]) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  last record;
  one record;
  hash bytea;
begin
  perform public.only_the_sealer();
  select * into last from public.audit_chain_end();
  hash := last.hash;
  for one in
    select u.seq, u.hash, case when a.seq is not null then json_build_array(a.seq,
        (extract(epoch from a.occurred_at) * 1000000)::bigint, a.subject, a.kind, a.name, a.role, a.rpc, a.what, a.branch_code,
        a.object_id, a.outcome, a.reason, a.trace_id)::text end as line
      from unnest(seqs, hashes) with ordinality as u(seq, hash, n) left join public.audit a on a.seq = u.seq order by u.n
  loop
    hash := sha256(hash || convert_to(one.line, 'UTF8'));
    if hash is null or hash is distinct from one.hash then
      raise exception 'row % does not continue the chain', one.seq using errcode = 'insufficient_privilege';
    end if;
  end loop;
  insert into public.audit_seal (position, seq, hash)
    select last.position + u.n, u.seq, u.hash from unnest(seqs, hashes) with ordinality as u(seq, hash, n);
end $$;

-- A signature over the end of the chain as it is now.
create function sign_audit(key_id text, signature bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform public.only_the_sealer();
  insert into public.audit_checkpoint (position, recorded_at, hash, key_id, signature)
    select e.position, e.recorded_at, e.hash, sign_audit.key_id, sign_audit.signature from public.audit_chain_end() e;
end $$;

do $$
declare
  runtime text := kit_runtime_role();
  name text;
begin
  -- what comes later is open to nobody until its migration says what it may
  execute format('alter default privileges revoke all on tables from %I', runtime);
  execute format('alter default privileges revoke all on sequences from %I', runtime);
  -- a row's own number needs no right on its sequence
  execute format('revoke all on all sequences in schema public from %I', runtime);
  for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like '\_prisma\_migrations%' loop
    execute format('revoke all on %I from %I', name, runtime);
  end loop;

  execute format('revoke all on audit, audit_seal, audit_checkpoint, bulk_reading, idempotency, inbox, cursor, parked, outbox, file_piece from %I', runtime);
  execute format('grant select on audit, audit_seal, audit_checkpoint to %I', runtime);
  execute format('grant select, insert on inbox to %I', runtime);
  execute format('grant select, insert, update on cursor, bulk_reading to %I', runtime);
  execute format('grant select, insert, delete on file_piece to %I', runtime);
  execute format('grant select, insert, update, delete on idempotency, parked, outbox to %I', runtime);

  foreach name in array array['write_audit(jsonb)', 'audit_chain_end()', 'seal_audit(bigint[], bytea[])', 'sign_audit(text, bytea)'] loop
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to %I', name, runtime);
  end loop;
  revoke all on function kit_runtime_role(), refuse_rewriting(), only_the_sealer() from public;
end $$;
