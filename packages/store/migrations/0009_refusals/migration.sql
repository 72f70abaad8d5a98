-- Whose a file is that somebody was refused: the branch under which it is on record. Only write_audit asks.
create function branch_on_record(id text) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  own text := current_setting('katrol.subject', true);
  found text;
begin
  perform set_config('katrol.subject', 'kit:seal', true);
  select a.branch_code into found from public.audit a
    where a.object_id = id and a.object_id <> '' and a.outcome = 'ok' and a.branch_code <> '' order by a.seq desc limit 1;
  perform set_config('katrol.subject', own, true);
  return found;
end $$;
revoke all on function branch_on_record(text) from public;

create or replace function write_audit(lines jsonb) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  writer text := public.scope_subject();
begin
  if coalesce(writer, 'kit:') like 'kit:%' then
    raise exception 'the audit is written in somebody''s name' using errcode = 'insufficient_privilege';
  end if;
  insert into public.audit (subject, kind, name, role, rpc, what, branch_code, object_id, outcome, reason, trace_id)
    select writer, kind, name, role, rpc, what,
      case when what = 'refused' and object_id <> '' then coalesce(public.branch_on_record(object_id), branch_code) else branch_code end,
      object_id, outcome, reason, trace_id
    from jsonb_to_recordset(lines) as a(kind text, name text, role text, rpc text, what text, branch_code text, object_id text,
      outcome text, reason text, trace_id text);
end $$;

-- What a branch reads of it: who was refused what, newest first.
create index audit_refused on audit (branch_code, seq) where what = 'refused';
