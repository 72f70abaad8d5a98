-- tables
table public.audit row security forced
table public.audit_checkpoint
table public.audit_key
table public.audit_seal
sequence public.audit_seq_seq
table public.branch_end
table public.bulk_reading row security forced
table public.cursor
table public.file_piece row security forced
table public.idempotency row security forced
table public.inbox
table public.link row security forced
table public.link_question row security forced
table public.outbox
sequence public.outbox_seq_seq
table public.outgoing row security forced
table public.parked
sequence public.parked_seq_seq
table public.person_change
table public.session

-- columns
audit.branch_code text not null default ''::text
audit.kind text not null
audit.name text not null default ''::text
audit.object_id text not null default ''::text
audit.occurred_at timestamp with time zone not null default now()
audit.outcome text not null
audit.reason text not null default ''::text
audit.role text not null default ''::text
audit.rpc text not null
audit.seq bigint not null identity always
audit.subject text not null
audit.trace_id text not null default ''::text
audit.what text not null default 'file'::text
audit_checkpoint.hash bytea not null
audit_checkpoint.key_id text not null
audit_checkpoint.position bigint not null
audit_checkpoint.recorded_at timestamp with time zone not null
audit_checkpoint.signature bytea not null
audit_key.before text not null
audit_key.before_signature bytea not null
audit_key.hash bytea not null
audit_key.id text not null
audit_key.number integer not null
audit_key.position bigint not null
audit_key.public_key text not null
audit_key.recorded_at timestamp with time zone not null
audit_key.signature bytea not null
audit_seal.hash bytea not null
audit_seal.position bigint not null
audit_seal.seq bigint not null
branch_end.branch_code text not null
branch_end.subject text not null
branch_end.until date not null
bulk_reading.id uuid not null default uuidv7()
bulk_reading.name text not null
bulk_reading.opened integer not null
bulk_reading.recorded_at timestamp with time zone not null default now()
bulk_reading.role text not null
bulk_reading.since timestamp with time zone not null
bulk_reading.stopped boolean not null
bulk_reading.subject text not null
bulk_reading.usual integer not null
cursor.position bigint not null
cursor.source text not null
file_piece.file_id uuid not null
file_piece.number integer not null
file_piece.piece bytea not null
file_piece.recorded_at timestamp with time zone not null default now()
file_piece.subject text not null
idempotency.about jsonb not null default '{"touched": [], "branches": [], "universities": []}'::jsonb
idempotency.key text not null
idempotency.recorded_at timestamp with time zone not null default now()
idempotency.request_hash bytea not null
idempotency.response bytea
idempotency.rpc text not null
idempotency.subject text not null
inbox.id uuid not null
inbox.recorded_at timestamp with time zone not null default now()
inbox.source text not null
inbox.type text not null
link.branch_code text not null
link.closed_until timestamp with time zone
link.expires_at timestamp with time zone not null
link.given_at timestamp with time zone not null
link.given_by text not null
link.id uuid not null default uuidv7()
link.kind text not null
link.language text not null
link.last_device text not null default ''::text
link.last_opened_at timestamp with time zone
link.object uuid not null
link.opened_count integer not null default 0
link.person uuid not null
link.revoked_at timestamp with time zone
link.revoked_by text not null default ''::text
link.secret_hash bytea not null
link.used_at timestamp with time zone
link.wrong_answers integer not null default 0
link_question.branch_code text not null
link_question.hash bytea not null
link_question.kept_at timestamp with time zone not null
link_question.person uuid not null
link_question.question text not null
link_question.revision integer not null default 1
link_question.salt bytea not null
outbox.id uuid not null default uuidv7()
outbox.key text not null
outbox.payload bytea not null
outbox.position bigint
outbox.recorded_at timestamp with time zone not null default now()
outbox.seq bigint not null identity always
outbox.traceparent text not null default ''::text
outbox.type text not null
outgoing.attempts integer not null default 0
outgoing.branch_code text not null
outgoing.days integer not null
outgoing.failed_at timestamp with time zone
outgoing.failure text not null default ''::text
outgoing.id uuid not null default uuidv7()
outgoing.kind text not null
outgoing.language text not null
outgoing.next_at timestamp with time zone
outgoing.object uuid not null
outgoing.person uuid not null
outgoing.purpose text not null
outgoing.queued_at timestamp with time zone not null
outgoing.queued_by text not null
outgoing.sent_at timestamp with time zone
parked.id uuid not null
parked.key text not null
parked.payload bytea not null
parked.position bigint not null
parked.reason text not null
parked.recorded_at timestamp with time zone not null default now()
parked.seq bigint not null identity always
parked.source text not null
parked.told_at timestamp with time zone not null default now()
parked.traceparent text not null default ''::text
parked.type text not null
person_change.actor text not null
person_change.code text not null default ''::text
person_change.id uuid not null default uuidv7()
person_change.kind text not null
person_change.occurred_at timestamp with time zone not null default now()
person_change.subject text not null
person_change.until text not null default ''::text
session.expires_at timestamp with time zone not null
session.id text not null
session.idle_minutes integer not null default 30
session.sealed bytea not null
session.sid text not null default ''::text
session.subject text not null
session.used_at timestamp with time zone not null default now()

-- constraints
audit.audit_pkey PRIMARY KEY (seq)
audit_checkpoint.audit_checkpoint_pkey PRIMARY KEY ("position", recorded_at)
audit_key.audit_key_pkey PRIMARY KEY (number)
audit_seal.audit_seal_pkey PRIMARY KEY ("position")
audit_seal.audit_seal_seq_key UNIQUE (seq)
branch_end.branch_end_pkey PRIMARY KEY (subject, branch_code)
bulk_reading.bulk_reading_pkey PRIMARY KEY (id)
cursor.cursor_pkey PRIMARY KEY (source)
file_piece.file_piece_pkey PRIMARY KEY (subject, file_id, number)
idempotency.idempotency_pkey PRIMARY KEY (subject, rpc, key)
inbox.inbox_pkey PRIMARY KEY (id)
link.link_pkey PRIMARY KEY (id)
link_question.link_question_pkey PRIMARY KEY (branch_code, person)
outbox.outbox_id_key UNIQUE (id)
outbox.outbox_pkey PRIMARY KEY (seq)
outbox.outbox_position_key UNIQUE ("position")
outgoing.outgoing_pkey PRIMARY KEY (id)
parked.parked_id_key UNIQUE (id)
parked.parked_pkey PRIMARY KEY (seq)
person_change.person_change_pkey PRIMARY KEY (id)
session.session_pkey PRIMARY KEY (id)

-- indexes
CREATE INDEX audit_exports ON public.audit USING btree (branch_code, occurred_at) WHERE (what = 'export'::text)
CREATE INDEX audit_object ON public.audit USING btree (object_id) WHERE (object_id <> ''::text)
CREATE INDEX audit_refused ON public.audit USING btree (branch_code, seq) WHERE (what = 'refused'::text)
CREATE INDEX audit_subject ON public.audit USING btree (subject, occurred_at)
CREATE INDEX branch_end_until_idx ON public.branch_end USING btree (until)
CREATE INDEX bulk_reading_recorded_at ON public.bulk_reading USING btree (recorded_at)
CREATE INDEX file_piece_recorded_at ON public.file_piece USING btree (recorded_at)
CREATE INDEX idempotency_recorded_at ON public.idempotency USING btree (recorded_at)
CREATE INDEX link_branch_code_object_idx ON public.link USING btree (branch_code, object)
CREATE INDEX link_branch_code_person_idx ON public.link USING btree (branch_code, person)
CREATE INDEX link_expires_at_idx ON public.link USING btree (expires_at)
CREATE INDEX outbox_waiting ON public.outbox USING btree (seq) WHERE ("position" IS NULL)
CREATE INDEX outgoing_branch_code_id_idx ON public.outgoing USING btree (branch_code, id)
CREATE INDEX outgoing_next_at_idx ON public.outgoing USING btree (next_at) WHERE (next_at IS NOT NULL)
CREATE INDEX outgoing_person_queued_at_idx ON public.outgoing USING btree (person, queued_at)
CREATE INDEX parked_key ON public.parked USING btree (source, key)
CREATE INDEX person_change_subject_idx ON public.person_change USING btree (subject, id)
CREATE INDEX session_expires_at_idx ON public.session USING btree (expires_at)
CREATE INDEX session_sid_idx ON public.session USING btree (sid) WHERE (sid <> ''::text)
CREATE INDEX session_subject_idx ON public.session USING btree (subject)
CREATE UNIQUE INDEX audit_checkpoint_pkey ON public.audit_checkpoint USING btree ("position", recorded_at)
CREATE UNIQUE INDEX audit_key_pkey ON public.audit_key USING btree (number)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (seq)
CREATE UNIQUE INDEX audit_seal_pkey ON public.audit_seal USING btree ("position")
CREATE UNIQUE INDEX audit_seal_seq_key ON public.audit_seal USING btree (seq)
CREATE UNIQUE INDEX branch_end_pkey ON public.branch_end USING btree (subject, branch_code)
CREATE UNIQUE INDEX bulk_reading_pkey ON public.bulk_reading USING btree (id)
CREATE UNIQUE INDEX cursor_pkey ON public.cursor USING btree (source)
CREATE UNIQUE INDEX file_piece_pkey ON public.file_piece USING btree (subject, file_id, number)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (subject, rpc, key)
CREATE UNIQUE INDEX inbox_pkey ON public.inbox USING btree (id)
CREATE UNIQUE INDEX link_pkey ON public.link USING btree (id)
CREATE UNIQUE INDEX link_question_pkey ON public.link_question USING btree (branch_code, person)
CREATE UNIQUE INDEX link_secret_hash_key ON public.link USING btree (secret_hash)
CREATE UNIQUE INDEX outbox_id_key ON public.outbox USING btree (id)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (seq)
CREATE UNIQUE INDEX outbox_position_key ON public.outbox USING btree ("position")
CREATE UNIQUE INDEX outgoing_pkey ON public.outgoing USING btree (id)
CREATE UNIQUE INDEX parked_id_key ON public.parked USING btree (id)
CREATE UNIQUE INDEX parked_pkey ON public.parked USING btree (seq)
CREATE UNIQUE INDEX person_change_pkey ON public.person_change USING btree (id)
CREATE UNIQUE INDEX session_pkey ON public.session USING btree (id)

-- policies
audit.read_by_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
audit.sealed_by_kit permissive SELECT to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ()
audit.written_by_all permissive INSERT to public using () check (true)
bulk_reading.kit_only permissive ALL to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text))
file_piece.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
file_piece.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '1 day'::interval)))) check (false)
idempotency.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
idempotency.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '30 days'::interval)))) check (false)
link.own_branch permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR (( SELECT scope_subject() AS scope_subject) = 'kit:links'::text))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR (( SELECT scope_subject() AS scope_subject) = 'kit:links'::text)))
link_question.own_branch permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR (( SELECT scope_subject() AS scope_subject) = 'kit:links'::text))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR (( SELECT scope_subject() AS scope_subject) = 'kit:links'::text)))
outgoing.own_branch permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR (( SELECT scope_subject() AS scope_subject) = 'kit:links'::text))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR (( SELECT scope_subject() AS scope_subject) = 'kit:links'::text)))

-- grants
audit select to gateway
audit_chain_end(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamp with time zone) execute to gateway
audit_checkpoint select to gateway
audit_key select to gateway
audit_seal select to gateway
branch_end delete, insert, select, update to gateway
bulk_reading insert, select, update to gateway
cursor insert, select, update to gateway
file_piece delete, insert, select to gateway
idempotency delete, insert, select, update to gateway
inbox insert, select to gateway
introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea) execute to gateway
link delete, insert, select to gateway
link.closed_until update to gateway
link.last_device update to gateway
link.last_opened_at update to gateway
link.opened_count update to gateway
link.revoked_at update to gateway
link.revoked_by update to gateway
link.used_at update to gateway
link.wrong_answers update to gateway
link_question delete, insert, select to gateway
link_question.hash update to gateway
link_question.kept_at update to gateway
link_question.question update to gateway
link_question.revision update to gateway
link_question.salt update to gateway
outbox delete, insert, select, update to gateway
outgoing delete, insert, select to gateway
outgoing.attempts update to gateway
outgoing.failed_at update to gateway
outgoing.failure update to gateway
outgoing.next_at update to gateway
outgoing.sent_at update to gateway
parked delete, insert, select, update to gateway
person_change select to gateway
person_change.actor insert to gateway
person_change.code insert to gateway
person_change.kind insert to gateway
person_change.subject insert to gateway
person_change.until insert to gateway
scope_branches() execute to public
scope_subject() execute to public
scope_universities() execute to public
seal_audit(seqs bigint[], hashes bytea[]) execute to gateway
session delete, insert, select, update to gateway
sign_audit(key_id text, signature bytea) execute to gateway
write_audit(lines jsonb) execute to gateway

-- triggers
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()

-- functions
CREATE OR REPLACE FUNCTION public.audit_chain_end(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  select s.position, s.hash into "position", hash from public.audit_seal s order by s.position desc limit 1;
  "position" := coalesce("position", 0);
  hash := coalesce(hash, decode(repeat('00', 32), 'hex'));
  recorded_at := date_trunc('milliseconds', now());
end $function$
CREATE OR REPLACE FUNCTION public.branch_on_record(id text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  own text := current_setting('katrol.subject', true);
  found text;
begin
  perform set_config('katrol.subject', 'kit:seal', true);
  select a.branch_code into found from public.audit a
    where a.object_id = id and a.object_id <> '' and a.outcome = 'ok' and a.branch_code <> '' order by a.seq desc limit 1;
  perform set_config('katrol.subject', own, true);
  return found;
end $function$
CREATE OR REPLACE FUNCTION public.introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
CREATE OR REPLACE FUNCTION public.kit_runtime_role()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select left(current_user, length(current_user) - length('_owner')) $function$
CREATE OR REPLACE FUNCTION public.only_the_sealer()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if public.scope_subject() is distinct from 'kit:seal' then
    raise exception 'only the sealer seals' using errcode = 'insufficient_privilege';
  end if;
end $function$
CREATE OR REPLACE FUNCTION public.refuse_rewriting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin raise exception 'the audit is append-only: % of %', tg_op, tg_table_name using errcode = 'insufficient_privilege'; end $function$
CREATE OR REPLACE FUNCTION public.scope_branches()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select string_to_array(nullif(current_setting('katrol.branches', true), ''), ',') $function$
CREATE OR REPLACE FUNCTION public.scope_subject()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('katrol.subject', true), '') $function$
CREATE OR REPLACE FUNCTION public.scope_universities()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select string_to_array(nullif(current_setting('katrol.universities', true), ''), ',') $function$
CREATE OR REPLACE FUNCTION public.seal_audit(seqs bigint[], hashes bytea[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
CREATE OR REPLACE FUNCTION public.sign_audit(key_id text, signature bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform public.only_the_sealer();
  insert into public.audit_checkpoint (position, recorded_at, hash, key_id, signature)
    select e.position, e.recorded_at, e.hash, sign_audit.key_id, sign_audit.signature from public.audit_chain_end() e;
end $function$
CREATE OR REPLACE FUNCTION public.write_audit(lines jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
