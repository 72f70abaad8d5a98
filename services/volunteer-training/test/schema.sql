-- tables
table public.audit row security forced
table public.audit_checkpoint
table public.audit_key
table public.audit_seal
sequence public.audit_seq_seq
table public.branch_rules
table public.bulk_reading row security forced
table public.cursor
table public.enrolment row security forced
table public.exam_periods
table public.file_piece row security forced
table public.hours row security forced
table public.idempotency row security forced
table public.inbox
table public.outbox
sequence public.outbox_seq_seq
table public.parked
sequence public.parked_seq_seq
table public.placement row security forced
table public.programme
table public.reflection row security forced
table public.training row security forced
table public.tutor row security forced
table public.university

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
branch_rules.branch_code text not null
branch_rules.calendar_region text not null default ''::text
branch_rules.check_required boolean not null
branch_rules.check_validity_months integer not null
branch_rules.closed jsonb not null default '[]'::jsonb
branch_rules.kinds text[]
branch_rules.maximum_families integer not null
branch_rules.quiet_days integer not null
branch_rules.radius_metres integer not null
branch_rules.required_trainings text[]
branch_rules.valid_from date not null
branch_rules.version integer not null
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
enrolment.branch_code text not null
enrolment.status text not null
enrolment.training_id uuid not null
enrolment.tutor_id uuid not null
exam_periods.periods jsonb not null
exam_periods.revision integer not null default 1
exam_periods.university_code text not null
file_piece.file_id uuid not null
file_piece.number integer not null
file_piece.piece bytea not null
file_piece.recorded_at timestamp with time zone not null default now()
file_piece.subject text not null
hours.branch_code text not null
hours.correction integer not null default 0
hours.held boolean not null default true
hours.minutes integer not null
hours.occurred_on date not null
hours.session_id uuid not null
hours.tutor_id uuid not null
hours.university_code text not null
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
outbox.id uuid not null default uuidv7()
outbox.key text not null
outbox.payload bytea not null
outbox.position bigint
outbox.recorded_at timestamp with time zone not null default now()
outbox.seq bigint not null identity always
outbox.traceparent text not null default ''::text
outbox.type text not null
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
placement.agreed_hours integer not null
placement.branch_code text not null
placement.coach_account_id text not null
placement.ended_on date
placement.ends_on date
placement.id uuid not null default uuidv7()
placement.programme_id uuid
placement.revision integer not null default 1
placement.roster_hash text not null default ''::text
placement.starts_on date
placement.status text not null
placement.student_number text not null
placement.tutor_id uuid not null
placement.university_code text not null
programme.agreed_hours integer not null
programme.code text not null
programme.id uuid not null default uuidv7()
programme.name text not null
programme.revision integer not null default 1
programme.university_code text not null
reflection.account_id text not null
reflection.id uuid not null default uuidv7()
reflection.occurred_on date not null
reflection.revision integer not null default 1
reflection.shared boolean not null default false
reflection.shared_on date
reflection.text text not null
reflection.tutor_id uuid not null
reflection.university_code text not null
training.branch_code text not null
training.code text not null
training.id uuid not null default uuidv7()
training.places integer not null
training.provider text not null
training.revision integer not null default 1
training.search text not null
training.takes_place_on text not null
training.title text not null
tutor.account_id text not null
tutor.available_from date
tutor.available_until date
tutor.branch_code text not null
tutor.check_not_applicable boolean not null default false
tutor.check_seen_by text not null default ''::text
tutor.check_seen_on date
tutor.check_valid_until date
tutor.email text not null
tutor.first_name text not null
tutor.home_cell_x integer
tutor.home_cell_y integer
tutor.id uuid not null default uuidv7()
tutor.kind text not null
tutor.languages text[]
tutor.last_name text not null
tutor.maximum_families integer not null
tutor.municipality text not null
tutor.phone text not null
tutor.place_kinds text[]
tutor.reach_metres integer not null
tutor.recorded_at timestamp with time zone not null
tutor.reflected_on date
tutor.reminders_off text[] not null default '{}'::text[]
tutor.revision integer not null default 1
tutor.search text not null
tutor.slots jsonb not null
tutor.stages text[]
tutor.stops_on date
tutor.subjects text[]
tutor.training_codes text[]
tutor.university_code text not null default ''::text
tutor.wishes text[]
university.code text not null
university.name text not null
university.valid_from text not null
university.valid_until text not null default ''::text

-- constraints
audit.audit_pkey PRIMARY KEY (seq)
audit_checkpoint.audit_checkpoint_pkey PRIMARY KEY ("position", recorded_at)
audit_key.audit_key_pkey PRIMARY KEY (number)
audit_seal.audit_seal_pkey PRIMARY KEY ("position")
audit_seal.audit_seal_seq_key UNIQUE (seq)
branch_rules.branch_rules_pkey PRIMARY KEY (branch_code, version)
bulk_reading.bulk_reading_pkey PRIMARY KEY (id)
cursor.cursor_pkey PRIMARY KEY (source)
enrolment.enrolment_pkey PRIMARY KEY (training_id, tutor_id)
exam_periods.exam_periods_pkey PRIMARY KEY (university_code)
file_piece.file_piece_pkey PRIMARY KEY (subject, file_id, number)
hours.hours_pkey PRIMARY KEY (session_id)
idempotency.idempotency_pkey PRIMARY KEY (subject, rpc, key)
inbox.inbox_pkey PRIMARY KEY (id)
outbox.outbox_id_key UNIQUE (id)
outbox.outbox_pkey PRIMARY KEY (seq)
outbox.outbox_position_key UNIQUE ("position")
parked.parked_id_key UNIQUE (id)
parked.parked_pkey PRIMARY KEY (seq)
placement.placement_pkey PRIMARY KEY (id)
programme.programme_pkey PRIMARY KEY (id)
reflection.reflection_pkey PRIMARY KEY (id)
training.training_pkey PRIMARY KEY (id)
tutor.tutor_pkey PRIMARY KEY (id)
university.university_pkey PRIMARY KEY (code)

-- indexes
CREATE INDEX audit_exports ON public.audit USING btree (branch_code, occurred_at) WHERE (what = 'export'::text)
CREATE INDEX audit_object ON public.audit USING btree (object_id) WHERE (object_id <> ''::text)
CREATE INDEX audit_refused ON public.audit USING btree (branch_code, seq) WHERE (what = 'refused'::text)
CREATE INDEX audit_subject ON public.audit USING btree (subject, occurred_at)
CREATE INDEX bulk_reading_recorded_at ON public.bulk_reading USING btree (recorded_at)
CREATE INDEX enrolment_tutor_id_idx ON public.enrolment USING btree (tutor_id)
CREATE INDEX file_piece_recorded_at ON public.file_piece USING btree (recorded_at)
CREATE INDEX hours_tutor_id_occurred_on_idx ON public.hours USING btree (tutor_id, occurred_on)
CREATE INDEX hours_university_code_occurred_on_idx ON public.hours USING btree (university_code, occurred_on)
CREATE INDEX idempotency_recorded_at ON public.idempotency USING btree (recorded_at)
CREATE INDEX outbox_waiting ON public.outbox USING btree (seq) WHERE ("position" IS NULL)
CREATE INDEX parked_key ON public.parked USING btree (source, key)
CREATE INDEX placement_tutor_id_idx ON public.placement USING btree (tutor_id)
CREATE INDEX placement_university_code_coach_account_id_idx ON public.placement USING btree (university_code, coach_account_id)
CREATE INDEX reflection_account_id_occurred_on_idx ON public.reflection USING btree (account_id, occurred_on)
CREATE INDEX reflection_tutor_id_idx ON public.reflection USING btree (tutor_id)
CREATE INDEX training_branch_code_takes_place_on_idx ON public.training USING btree (branch_code, takes_place_on)
CREATE INDEX tutor_account_id_idx ON public.tutor USING btree (account_id)
CREATE INDEX tutor_branch_code_last_name_idx ON public.tutor USING btree (branch_code, last_name)
CREATE INDEX tutor_university_code_idx ON public.tutor USING btree (university_code)
CREATE UNIQUE INDEX audit_checkpoint_pkey ON public.audit_checkpoint USING btree ("position", recorded_at)
CREATE UNIQUE INDEX audit_key_pkey ON public.audit_key USING btree (number)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (seq)
CREATE UNIQUE INDEX audit_seal_pkey ON public.audit_seal USING btree ("position")
CREATE UNIQUE INDEX audit_seal_seq_key ON public.audit_seal USING btree (seq)
CREATE UNIQUE INDEX branch_rules_pkey ON public.branch_rules USING btree (branch_code, version)
CREATE UNIQUE INDEX bulk_reading_pkey ON public.bulk_reading USING btree (id)
CREATE UNIQUE INDEX cursor_pkey ON public.cursor USING btree (source)
CREATE UNIQUE INDEX enrolment_pkey ON public.enrolment USING btree (training_id, tutor_id)
CREATE UNIQUE INDEX exam_periods_pkey ON public.exam_periods USING btree (university_code)
CREATE UNIQUE INDEX file_piece_pkey ON public.file_piece USING btree (subject, file_id, number)
CREATE UNIQUE INDEX hours_pkey ON public.hours USING btree (session_id)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (subject, rpc, key)
CREATE UNIQUE INDEX inbox_pkey ON public.inbox USING btree (id)
CREATE UNIQUE INDEX outbox_id_key ON public.outbox USING btree (id)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (seq)
CREATE UNIQUE INDEX outbox_position_key ON public.outbox USING btree ("position")
CREATE UNIQUE INDEX parked_id_key ON public.parked USING btree (id)
CREATE UNIQUE INDEX parked_pkey ON public.parked USING btree (seq)
CREATE UNIQUE INDEX placement_pkey ON public.placement USING btree (id)
CREATE UNIQUE INDEX placement_university_code_student_number_branch_code_key ON public.placement USING btree (university_code, student_number, branch_code)
CREATE UNIQUE INDEX programme_pkey ON public.programme USING btree (id)
CREATE UNIQUE INDEX programme_university_code_code_key ON public.programme USING btree (university_code, code)
CREATE UNIQUE INDEX reflection_pkey ON public.reflection USING btree (id)
CREATE UNIQUE INDEX training_pkey ON public.training USING btree (id)
CREATE UNIQUE INDEX tutor_branch_code_account_id_key ON public.tutor USING btree (branch_code, account_id) WHERE (account_id <> ''::text)
CREATE UNIQUE INDEX tutor_pkey ON public.tutor USING btree (id)
CREATE UNIQUE INDEX university_pkey ON public.university USING btree (code)

-- policies
audit.read_by_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
audit.sealed_by_kit permissive SELECT to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ()
audit.written_by_all permissive INSERT to public using () check (true)
bulk_reading.kit_only permissive ALL to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text))
enrolment.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
file_piece.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
file_piece.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '1 day'::interval)))) check (false)
hours.branch_or_university permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR ((university_code <> ''::text) AND (university_code = ANY (( SELECT scope_universities() AS scope_universities)::text[]))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR ((university_code <> ''::text) AND (university_code = ANY (( SELECT scope_universities() AS scope_universities)::text[])))))
idempotency.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
idempotency.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '30 days'::interval)))) check (false)
placement.branch_or_university permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR ((university_code <> ''::text) AND (university_code = ANY (( SELECT scope_universities() AS scope_universities)::text[]))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR ((university_code <> ''::text) AND (university_code = ANY (( SELECT scope_universities() AS scope_universities)::text[])))))
reflection.own_or_shared permissive ALL to public using (((account_id = ( SELECT scope_subject() AS scope_subject)) OR (shared AND (university_code <> ''::text) AND (university_code = ANY (( SELECT scope_universities() AS scope_universities)::text[]))))) check ((account_id = ( SELECT scope_subject() AS scope_subject)))
training.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
tutor.branch_or_university permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR ((university_code <> ''::text) AND (university_code = ANY (( SELECT scope_universities() AS scope_universities)::text[]))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) OR ((university_code <> ''::text) AND (university_code = ANY (( SELECT scope_universities() AS scope_universities)::text[])))))

-- grants
audit select to volunteer_training
audit_chain_end(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamp with time zone) execute to volunteer_training
audit_checkpoint select to volunteer_training
audit_key select to volunteer_training
audit_seal select to volunteer_training
branch_rules insert, select, update to volunteer_training
bulk_reading insert, select, update to volunteer_training
cursor insert, select, update to volunteer_training
enrolment insert, select, update to volunteer_training
exam_periods insert, select, update to volunteer_training
file_piece delete, insert, select to volunteer_training
hours insert, select, update to volunteer_training
idempotency delete, insert, select, update to volunteer_training
inbox insert, select to volunteer_training
introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea) execute to volunteer_training
outbox delete, insert, select, update to volunteer_training
parked delete, insert, select, update to volunteer_training
placement insert, select, update to volunteer_training
programme insert, select, update to volunteer_training
reflection insert, select, update to volunteer_training
scope_branches() execute to public
scope_subject() execute to public
scope_universities() execute to public
seal_audit(seqs bigint[], hashes bytea[]) execute to volunteer_training
sign_audit(key_id text, signature bytea) execute to volunteer_training
training insert, select, update to volunteer_training
tutor insert, select, update to volunteer_training
university insert, select, update to volunteer_training
write_audit(lines jsonb) execute to volunteer_training

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
