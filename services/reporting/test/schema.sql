-- tables
table public.academic_year
table public.audit row security forced
table public.audit_checkpoint
table public.audit_key
table public.audit_seal
sequence public.audit_seq_seq
table public.bulk_reading row security forced
table public.counted_family row security forced
table public.counted_tutor row security forced
table public.cursor
table public.examination_answer row security forced
table public.fact row security forced
table public.family_alias row security forced
table public.file_piece row security forced
table public.idempotency row security forced
table public.inbox
table public.known_branch
table public.outbox
sequence public.outbox_seq_seq
table public.parked
sequence public.parked_seq_seq
table public.release
table public.release_cube row security forced
table public.table_request

-- columns
academic_year.from_day date not null
academic_year.revision integer not null default 1
academic_year.until_day date not null
academic_year.year integer not null
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
bulk_reading.id uuid not null default uuidv7()
bulk_reading.name text not null
bulk_reading.opened integer not null
bulk_reading.recorded_at timestamp with time zone not null default now()
bulk_reading.role text not null
bulk_reading.since timestamp with time zone not null
bulk_reading.stopped boolean not null
bulk_reading.subject text not null
bulk_reading.usual integer not null
counted_family.branch_code text not null
counted_family.family_id uuid not null
counted_family.home_languages text[] default ARRAY[]::text[]
counted_family.language text not null default ''::text
counted_family.language_band text not null default ''::text
counted_family.municipality text not null default ''::text
counted_family.root_id uuid not null
counted_family.sequence integer not null default 0
counted_family.stage text not null default ''::text
counted_family.statistics boolean not null default false
counted_family.withdrawn_by integer not null default 0
counted_family.withdrawn_on date
counted_tutor.active boolean not null
counted_tutor.branch_code text not null
counted_tutor.families integer not null
counted_tutor.kind text not null
counted_tutor.revision integer not null
counted_tutor.tutor_id uuid not null
counted_tutor.university_code text not null
counted_tutor.works_from date
counted_tutor.works_until date
cursor.position bigint not null
cursor.source text not null
examination_answer.branch_code text not null
examination_answer.id uuid not null default uuidv7()
examination_answer.question text not null
examination_answer.revision integer not null default 1
examination_answer.text text not null
examination_answer.voice text not null
examination_answer.written_by text not null
examination_answer.written_on date not null
examination_answer.year integer not null
fact.about_id uuid
fact.amount integer not null default 0
fact.branch_code text not null
fact.code text not null default ''::text
fact.day date not null
fact.family_id uuid
fact.item text not null default ''::text
fact.kind text not null
fact.other text not null default ''::text
fact.source_id uuid not null
fact.tutor_id uuid
fact.until date
fact.version integer not null default 0
family_alias.branch_code text not null
family_alias.family_id uuid not null
family_alias.into_id uuid not null
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
known_branch.branch_code text not null
known_branch.valid_from date not null
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
release.corrects_id uuid
release.cube_hash text not null
release.definitions jsonb not null
release.from_day date not null
release.hash text not null
release.id uuid not null default uuidv7()
release.made_on date not null
release.note text not null
release.number integer not null
release.period_kind text not null
release.period_year integer not null
release.tables jsonb not null
release.until_day date not null
release.withheld jsonb not null
release_cube.area text not null
release_cube.branch_code text not null
release_cube.code text not null
release_cube.indicator text not null
release_cube.release_id uuid not null
release_cube.value integer not null
table_request.answer text not null default ''::text
table_request.answered_by text not null default ''::text
table_request.answered_on date
table_request.asked_by text not null
table_request.asked_on date not null
table_request.asked_subject text not null
table_request.id uuid not null default uuidv7()
table_request.revision integer not null default 1
table_request.text text not null

-- constraints
academic_year.academic_year_pkey PRIMARY KEY (year)
audit.audit_pkey PRIMARY KEY (seq)
audit_checkpoint.audit_checkpoint_pkey PRIMARY KEY ("position", recorded_at)
audit_key.audit_key_pkey PRIMARY KEY (number)
audit_seal.audit_seal_pkey PRIMARY KEY ("position")
audit_seal.audit_seal_seq_key UNIQUE (seq)
bulk_reading.bulk_reading_pkey PRIMARY KEY (id)
counted_family.counted_family_pkey PRIMARY KEY (family_id)
counted_tutor.counted_tutor_pkey PRIMARY KEY (tutor_id)
cursor.cursor_pkey PRIMARY KEY (source)
examination_answer.examination_answer_pkey PRIMARY KEY (id)
fact.fact_pkey PRIMARY KEY (kind, source_id, item)
family_alias.family_alias_pkey PRIMARY KEY (family_id)
file_piece.file_piece_pkey PRIMARY KEY (subject, file_id, number)
idempotency.idempotency_pkey PRIMARY KEY (subject, rpc, key)
inbox.inbox_pkey PRIMARY KEY (id)
known_branch.known_branch_pkey PRIMARY KEY (branch_code)
outbox.outbox_id_key UNIQUE (id)
outbox.outbox_pkey PRIMARY KEY (seq)
outbox.outbox_position_key UNIQUE ("position")
parked.parked_id_key UNIQUE (id)
parked.parked_pkey PRIMARY KEY (seq)
release.release_pkey PRIMARY KEY (id)
release_cube.release_cube_pkey PRIMARY KEY (release_id, indicator, area, code, branch_code)
table_request.table_request_pkey PRIMARY KEY (id)

-- indexes
CREATE INDEX audit_exports ON public.audit USING btree (branch_code, occurred_at) WHERE (what = 'export'::text)
CREATE INDEX audit_object ON public.audit USING btree (object_id) WHERE (object_id <> ''::text)
CREATE INDEX audit_refused ON public.audit USING btree (branch_code, seq) WHERE (what = 'refused'::text)
CREATE INDEX audit_subject ON public.audit USING btree (subject, occurred_at)
CREATE INDEX bulk_reading_recorded_at ON public.bulk_reading USING btree (recorded_at)
CREATE INDEX counted_family_branch_code_idx ON public.counted_family USING btree (branch_code)
CREATE INDEX counted_family_root_id_idx ON public.counted_family USING btree (root_id)
CREATE INDEX counted_tutor_branch_code_idx ON public.counted_tutor USING btree (branch_code)
CREATE INDEX examination_answer_branch_code_year_idx ON public.examination_answer USING btree (branch_code, year)
CREATE INDEX fact_branch_code_kind_day_idx ON public.fact USING btree (branch_code, kind, day)
CREATE INDEX fact_family_id_idx ON public.fact USING btree (family_id)
CREATE INDEX fact_source_id_idx ON public.fact USING btree (source_id)
CREATE INDEX family_alias_into_id_idx ON public.family_alias USING btree (into_id)
CREATE INDEX file_piece_recorded_at ON public.file_piece USING btree (recorded_at)
CREATE INDEX idempotency_recorded_at ON public.idempotency USING btree (recorded_at)
CREATE INDEX outbox_waiting ON public.outbox USING btree (seq) WHERE ("position" IS NULL)
CREATE INDEX parked_key ON public.parked USING btree (source, key)
CREATE INDEX table_request_asked_subject_idx ON public.table_request USING btree (asked_subject)
CREATE UNIQUE INDEX academic_year_pkey ON public.academic_year USING btree (year)
CREATE UNIQUE INDEX audit_checkpoint_pkey ON public.audit_checkpoint USING btree ("position", recorded_at)
CREATE UNIQUE INDEX audit_key_pkey ON public.audit_key USING btree (number)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (seq)
CREATE UNIQUE INDEX audit_seal_pkey ON public.audit_seal USING btree ("position")
CREATE UNIQUE INDEX audit_seal_seq_key ON public.audit_seal USING btree (seq)
CREATE UNIQUE INDEX bulk_reading_pkey ON public.bulk_reading USING btree (id)
CREATE UNIQUE INDEX counted_family_pkey ON public.counted_family USING btree (family_id)
CREATE UNIQUE INDEX counted_tutor_pkey ON public.counted_tutor USING btree (tutor_id)
CREATE UNIQUE INDEX cursor_pkey ON public.cursor USING btree (source)
CREATE UNIQUE INDEX examination_answer_pkey ON public.examination_answer USING btree (id)
CREATE UNIQUE INDEX fact_pkey ON public.fact USING btree (kind, source_id, item)
CREATE UNIQUE INDEX family_alias_pkey ON public.family_alias USING btree (family_id)
CREATE UNIQUE INDEX file_piece_pkey ON public.file_piece USING btree (subject, file_id, number)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (subject, rpc, key)
CREATE UNIQUE INDEX inbox_pkey ON public.inbox USING btree (id)
CREATE UNIQUE INDEX known_branch_pkey ON public.known_branch USING btree (branch_code)
CREATE UNIQUE INDEX outbox_id_key ON public.outbox USING btree (id)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (seq)
CREATE UNIQUE INDEX outbox_position_key ON public.outbox USING btree ("position")
CREATE UNIQUE INDEX parked_id_key ON public.parked USING btree (id)
CREATE UNIQUE INDEX parked_pkey ON public.parked USING btree (seq)
CREATE UNIQUE INDEX release_cube_pkey ON public.release_cube USING btree (release_id, indicator, area, code, branch_code)
CREATE UNIQUE INDEX release_number_key ON public.release USING btree (number)
CREATE UNIQUE INDEX release_pkey ON public.release USING btree (id)
CREATE UNIQUE INDEX table_request_pkey ON public.table_request USING btree (id)

-- policies
audit.read_by_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
audit.sealed_by_kit permissive SELECT to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ()
audit.written_by_all permissive INSERT to public using () check (true)
bulk_reading.kit_only permissive ALL to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text))
counted_family.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
counted_tutor.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
examination_answer.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
fact.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_alias.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
file_piece.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
file_piece.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '1 day'::interval)))) check (false)
idempotency.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
idempotency.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '30 days'::interval)))) check (false)
release_cube.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))

-- grants
academic_year insert, select, update to reporting
audit select to reporting
audit_chain_end(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamp with time zone) execute to reporting
audit_checkpoint select to reporting
audit_key select to reporting
audit_seal select to reporting
bulk_reading insert, select, update to reporting
counted_family insert, select, update to reporting
counted_tutor insert, select, update to reporting
cursor insert, select, update to reporting
examination_answer delete, insert, select, update to reporting
fact delete, insert, select, update to reporting
family_alias delete, insert, select, update to reporting
file_piece delete, insert, select to reporting
idempotency delete, insert, select, update to reporting
inbox insert, select to reporting
introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea) execute to reporting
known_branch insert, select, update to reporting
outbox delete, insert, select, update to reporting
parked delete, insert, select, update to reporting
release insert, select to reporting
release_cube insert, select to reporting
scope_branches() execute to public
scope_subject() execute to public
scope_universities() execute to public
seal_audit(seqs bigint[], hashes bytea[]) execute to reporting
sign_audit(key_id text, signature bytea) execute to reporting
table_request insert, select, update to reporting
write_audit(lines jsonb) execute to reporting

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
