-- tables
table public.agreement_signature row security forced
table public.audit row security forced
table public.audit_checkpoint
table public.audit_key
table public.audit_seal
sequence public.audit_seq_seq
table public.branch
table public.bulk_reading row security forced
table public.child row security forced
table public.consent row security forced
table public.consent_in_force row security forced
table public.consent_receipt row security forced
table public.cursor
table public.deciders_told row security forced
table public.decision_holder row security forced
table public.emergency_access row security forced
table public.emergency_attempt row security forced
table public.family row security forced
table public.family_language row security forced
table public.family_sentence row security forced
table public.family_tutor row security forced
table public.file_piece row security forced
table public.idempotency row security forced
table public.inbox
table public.outbox
sequence public.outbox_seq_seq
table public.parent row security forced
table public.parked
sequence public.parked_seq_seq
table public.profile
table public.put_off row security forced
table public.referral row security forced
table public.referral_forgotten row security forced
table public.social_map_place row security forced
table public.timeline_entry row security forced
table public.tutor_access row security forced
table public.waiting row security forced
table public.warm_referral row security forced

-- columns
agreement_signature.branch_code text not null
agreement_signature.family_id uuid not null
agreement_signature.id uuid not null default uuidv7()
agreement_signature.language text not null
agreement_signature.means text not null
agreement_signature.person_id text not null default ''::text
agreement_signature.promised_branch text not null default ''::text
agreement_signature.promised_family text not null default ''::text
agreement_signature.promised_tutor text not null default ''::text
agreement_signature.recorded_by text not null
agreement_signature.sheet_hash text not null default ''::text
agreement_signature.sheet_language text not null default ''::text
agreement_signature.side text not null
agreement_signature.signed_on date not null
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
branch.anchor_name text not null default ''::text
branch.anchor_phone text not null default ''::text
branch.cell_x integer not null default 0
branch.cell_y integer not null default 0
branch.code text not null
branch.municipalities text[]
branch.name text not null
branch.valid_from text not null
branch.valid_until text not null default ''::text
bulk_reading.id uuid not null default uuidv7()
bulk_reading.name text not null
bulk_reading.opened integer not null
bulk_reading.recorded_at timestamp with time zone not null default now()
bulk_reading.role text not null
bulk_reading.since timestamp with time zone not null
bulk_reading.stopped boolean not null
bulk_reading.subject text not null
bulk_reading.usual integer not null
child.birth_date date
child.branch_code text not null
child.family_id uuid not null
child.first_name text not null
child.grade text not null
child.grade_year integer not null
child.id uuid not null default uuidv7()
child.revision integer not null default 1
child.same_as uuid
child.school text not null
child.search text not null
consent.answer text not null
consent.branch_code text not null
consent.child_id text not null default ''::text
consent.conversation_id uuid not null
consent.family_id uuid not null
consent.given_by text not null
consent.id uuid not null default uuidv7()
consent.language text not null
consent.means text not null
consent.occurred_on date not null
consent.person_id uuid not null
consent.purpose text not null
consent.receiver text not null default ''::text
consent.recorded_at timestamp with time zone not null
consent.recorded_by text not null
consent.recorded_subject text not null default ''::text
consent.typed integer not null default 0
consent.undone_at timestamp with time zone
consent.until date
consent_in_force.branch_code text not null
consent_in_force.child_id text not null
consent_in_force.family_id uuid not null
consent_in_force.given boolean not null
consent_in_force.purpose text not null
consent_in_force.receiver text not null
consent_in_force.recheck_on date
consent_in_force.sequence integer not null default 0
consent_in_force.since date not null
consent_in_force.state text not null
consent_in_force.talk_on date
consent_in_force.told_at timestamp with time zone
consent_in_force.told_in uuid
consent_in_force.until date
consent_receipt.applied_at timestamp with time zone not null
consent_receipt.branch_code text not null
consent_receipt.child_id text not null
consent_receipt.family_id uuid not null
consent_receipt.purpose text not null
consent_receipt.receiver text not null
consent_receipt.sequence integer not null
consent_receipt.service text not null
cursor.position bigint not null
cursor.source text not null
deciders_told.branch_code text not null
deciders_told.family_id uuid not null
deciders_told.people text not null
deciders_told.profile_version integer not null default 0
deciders_told.recheck_on date
deciders_told.sequence integer not null
decision_holder.branch_code text not null
decision_holder.child_id uuid not null
decision_holder.family_id uuid not null
decision_holder.from_day date
decision_holder.id uuid not null default uuidv7()
decision_holder.parent_id uuid not null
decision_holder.role text not null
decision_holder.until_day date
emergency_access.branch_code text not null
emergency_access.ended_at timestamp with time zone
emergency_access.ended_by text not null default ''::text
emergency_access.family_id uuid not null
emergency_access.id uuid not null default uuidv7()
emergency_access.name text not null
emergency_access.opened_at timestamp with time zone not null default now()
emergency_access.own_branch_code text not null
emergency_access.reason text not null
emergency_access.seen_at timestamp with time zone
emergency_access.seen_by text not null default ''::text
emergency_access.subject text not null
emergency_access.until timestamp with time zone not null default (now() + '24:00:00'::interval)
emergency_attempt.attempted_at timestamp with time zone not null default now()
emergency_attempt.branch_code text not null default ''::text
emergency_attempt.id uuid not null default uuidv7()
emergency_attempt.name text not null default ''::text
emergency_attempt.opened boolean not null default false
emergency_attempt.own_branch_code text not null default ''::text
emergency_attempt.subject text not null
family.branch_code text not null
family.call_hour text not null default ''::text
family.children text[]
family.consent_sequence integer not null default 0
family.doubles jsonb not null default '[]'::jsonb
family.email text not null
family.family_name text not null
family.grades text[]
family.how_to_reach text not null
family.id uuid not null default uuidv7()
family.language text not null
family.last_event_on date not null
family.merge_point uuid
family.merged_by text not null default ''::text
family.merged_into uuid
family.merged_on date
family.municipality text not null
family.phone text not null
family.phone_digits text not null
family.postal_code text not null
family.recorded_at timestamp with time zone not null
family.revision integer not null default 1
family.root_id uuid
family.search text not null
family.status text not null
family.street_and_number text not null
family_language.branch_code text not null
family_language.id uuid not null default uuidv7()
family_language.language text not null
family_language.noted_at timestamp with time zone
family_language.noted_by text not null default ''::text
family_language.read_by text not null default ''::text
family_language.read_on date
family_language.revision integer not null default 1
family_sentence.branch_code text not null
family_sentence.dutch text not null
family_sentence.id uuid not null default uuidv7()
family_sentence.key text not null
family_sentence.language text not null
family_sentence.revision integer not null default 1
family_sentence.text text not null
family_sentence.written_at timestamp with time zone not null
family_sentence.written_by text not null
family_tutor.account_id text not null
family_tutor.branch_code text not null
family_tutor.family_id uuid not null
family_tutor.match_id uuid not null
family_tutor.tutor_id uuid not null
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
outbox.id uuid not null default uuidv7()
outbox.key text not null
outbox.payload bytea not null
outbox.position bigint
outbox.recorded_at timestamp with time zone not null default now()
outbox.seq bigint not null identity always
outbox.traceparent text not null default ''::text
outbox.type text not null
parent.branch_code text not null
parent.email text not null default ''::text
parent.family_id uuid not null
parent.held boolean not null default false
parent.held_by text not null default ''::text
parent.held_on date
parent.hold_reason text not null default ''::text
parent.how_to_reach text not null default ''::text
parent.id uuid not null default uuidv7()
parent.languages_read text[] not null default '{}'::text[]
parent.languages_spoken text[] not null default '{}'::text[]
parent.name text not null default ''::text
parent.phone text not null default ''::text
parent.relation text not null
parent.revision integer not null default 1
parent.visited boolean not null default false
parent.written_by text not null default ''::text
parent.written_means text not null default ''::text
parent.written_on date
parent.written_to text[] not null default '{}'::text[]
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
profile.branch_code text not null
profile.document jsonb not null
profile.edited_by text not null
profile.preset text not null
profile.recorded_at timestamp with time zone not null
profile.valid_from date not null
profile.version integer not null
put_off.branch_code text not null
put_off.id uuid not null default uuidv7()
put_off.kind text not null
put_off.put_at timestamp with time zone not null
put_off.put_by text not null
put_off.since date not null
put_off.subject_id uuid not null
put_off.until date not null
referral.agreed_in uuid
referral.branch_code text not null
referral.closing jsonb
referral.decision jsonb
referral.declined_on date
referral.differences jsonb not null default '[]'::jsonb
referral.expectation text not null
referral.family_agreed boolean not null
referral.family_id uuid not null
referral.family_informed boolean not null
referral.family_question text not null
referral.forgotten_on date
referral.id uuid not null default uuidv7()
referral.import_hash text
referral.import_id uuid
referral.indicators jsonb not null default '[]'::jsonb
referral.life_domains text[]
referral.occurred_on date not null
referral.profile_version integer not null
referral.question_at_visit text not null default ''::text
referral.reason text not null
referral.recorded_at timestamp with time zone not null
referral.referrer_email text not null
referral.referrer_kind text not null
referral.referrer_name text not null
referral.referrer_organisation text not null
referral.referrer_phone text not null
referral.revision integer not null default 1
referral.status text not null
referral.stopped_from text not null default ''::text
referral.stopped_in uuid
referral.visit jsonb
referral.visit_on date
referral_forgotten.branch_code text not null
referral_forgotten.month date not null
referral_forgotten.referrals integer not null
referral_forgotten.referrer_kind text not null
referral_forgotten.why text not null
social_map_place.address text not null
social_map_place.branch_code text not null
social_map_place.domains text[]
social_map_place.email text not null
social_map_place.id uuid not null default uuidv7()
social_map_place.last_confirmed_on date
social_map_place.name text not null
social_map_place.phone text not null
social_map_place.revision integer not null default 1
social_map_place.search text not null
timeline_entry.branch_code text not null
timeline_entry.by text not null
timeline_entry.family_id uuid not null
timeline_entry.id uuid not null default uuidv7()
timeline_entry.kind text not null
timeline_entry.occurred_on date not null
timeline_entry.values jsonb not null default '{}'::jsonb
tutor_access.account_id text not null
tutor_access.branch_code text not null
tutor_access.revision integer not null
tutor_access.tutor_id uuid not null
tutor_access.works_until date
waiting.branch_code text not null
waiting.ended_on date
waiting.family_id uuid not null
waiting.in_focus boolean not null
waiting.last_contact_on date
waiting.next_contact_on date not null
waiting.referral_id uuid not null
waiting.revision integer not null default 1
waiting.since date not null
waiting.stopped_in uuid
waiting.wait_reason text not null
warm_referral.branch_code text not null
warm_referral.check_on date not null
warm_referral.family_id uuid not null
warm_referral.hand_over text not null
warm_referral.id uuid not null default uuidv7()
warm_referral.occurred_on date not null
warm_referral.outcome text not null default 'open'::text
warm_referral.outcome_note text not null default ''::text
warm_referral.place_id uuid not null
warm_referral.referral_id uuid not null
warm_referral.revision integer not null default 1
warm_referral.stop_handled_on date
warm_referral.stopped_on date

-- constraints
agreement_signature.agreement_signature_pkey PRIMARY KEY (id)
audit.audit_pkey PRIMARY KEY (seq)
audit_checkpoint.audit_checkpoint_pkey PRIMARY KEY ("position", recorded_at)
audit_key.audit_key_pkey PRIMARY KEY (number)
audit_seal.audit_seal_pkey PRIMARY KEY ("position")
audit_seal.audit_seal_seq_key UNIQUE (seq)
branch.branch_pkey PRIMARY KEY (code)
bulk_reading.bulk_reading_pkey PRIMARY KEY (id)
child.child_pkey PRIMARY KEY (id)
consent.consent_pkey PRIMARY KEY (id)
consent_in_force.consent_in_force_pkey PRIMARY KEY (family_id, purpose, receiver, child_id)
consent_receipt.consent_receipt_pkey PRIMARY KEY (family_id, purpose, receiver, child_id, service)
cursor.cursor_pkey PRIMARY KEY (source)
deciders_told.deciders_told_pkey PRIMARY KEY (family_id)
decision_holder.decision_holder_pkey PRIMARY KEY (id)
emergency_access.emergency_access_pkey PRIMARY KEY (id)
emergency_access.no_longer_than_a_day CHECK ((until <= (opened_at + '24:00:00'::interval)))
emergency_attempt.emergency_attempt_pkey PRIMARY KEY (id)
family.family_pkey PRIMARY KEY (id)
family_language.family_language_pkey PRIMARY KEY (id)
family_language.read_by_somebody_on_a_day CHECK (((read_by = ''::text) = (read_on IS NULL)))
family_sentence.family_sentence_pkey PRIMARY KEY (id)
family_tutor.family_tutor_pkey PRIMARY KEY (match_id)
file_piece.file_piece_pkey PRIMARY KEY (subject, file_id, number)
idempotency.idempotency_pkey PRIMARY KEY (subject, rpc, key)
inbox.inbox_pkey PRIMARY KEY (id)
outbox.outbox_id_key UNIQUE (id)
outbox.outbox_pkey PRIMARY KEY (seq)
outbox.outbox_position_key UNIQUE ("position")
parent.parent_pkey PRIMARY KEY (id)
parked.parked_id_key UNIQUE (id)
parked.parked_pkey PRIMARY KEY (seq)
profile.profile_pkey PRIMARY KEY (branch_code, version)
put_off.put_off_pkey PRIMARY KEY (id)
referral.referral_pkey PRIMARY KEY (id)
referral_forgotten.referral_forgotten_pkey PRIMARY KEY (branch_code, month, referrer_kind, why)
social_map_place.social_map_place_pkey PRIMARY KEY (id)
timeline_entry.timeline_entry_pkey PRIMARY KEY (id)
tutor_access.tutor_access_pkey PRIMARY KEY (tutor_id)
waiting.waiting_pkey PRIMARY KEY (referral_id)
warm_referral.warm_referral_pkey PRIMARY KEY (id)

-- indexes
CREATE INDEX audit_exports ON public.audit USING btree (branch_code, occurred_at) WHERE (what = 'export'::text)
CREATE INDEX audit_object ON public.audit USING btree (object_id) WHERE (object_id <> ''::text)
CREATE INDEX audit_refused ON public.audit USING btree (branch_code, seq) WHERE (what = 'refused'::text)
CREATE INDEX audit_subject ON public.audit USING btree (subject, occurred_at)
CREATE INDEX bulk_reading_recorded_at ON public.bulk_reading USING btree (recorded_at)
CREATE INDEX child_branch_code_grade_year_idx ON public.child USING btree (branch_code, grade_year)
CREATE INDEX child_branch_code_search_idx ON public.child USING btree (branch_code, search)
CREATE INDEX child_family_id_idx ON public.child USING btree (family_id)
CREATE INDEX consent_family_id_idx ON public.consent USING btree (family_id)
CREATE INDEX consent_in_force_branch_code_recheck_on_idx ON public.consent_in_force USING btree (branch_code, recheck_on)
CREATE INDEX consent_in_force_branch_code_talk_on_idx ON public.consent_in_force USING btree (branch_code, talk_on)
CREATE INDEX deciders_told_branch_code_profile_version_idx ON public.deciders_told USING btree (branch_code, profile_version)
CREATE INDEX deciders_told_branch_code_recheck_on_idx ON public.deciders_told USING btree (branch_code, recheck_on)
CREATE INDEX decision_holder_family_id_idx ON public.decision_holder USING btree (family_id)
CREATE INDEX emergency_access_branch_code_seen_at_idx ON public.emergency_access USING btree (branch_code, seen_at)
CREATE INDEX emergency_access_family_id_idx ON public.emergency_access USING btree (family_id)
CREATE INDEX emergency_access_subject_until_idx ON public.emergency_access USING btree (subject, until)
CREATE INDEX emergency_attempt_branch_code_attempted_at_idx ON public.emergency_attempt USING btree (branch_code, attempted_at)
CREATE INDEX emergency_attempt_subject_attempted_at_idx ON public.emergency_attempt USING btree (subject, attempted_at)
CREATE INDEX family_branch_code_last_event_on_idx ON public.family USING btree (branch_code, last_event_on)
CREATE INDEX family_branch_code_phone_digits_idx ON public.family USING btree (branch_code, phone_digits)
CREATE INDEX family_root_id_idx ON public.family USING btree (root_id)
CREATE INDEX family_tutor_account_id_idx ON public.family_tutor USING btree (account_id)
CREATE INDEX family_tutor_family_id_idx ON public.family_tutor USING btree (family_id)
CREATE INDEX file_piece_recorded_at ON public.file_piece USING btree (recorded_at)
CREATE INDEX idempotency_recorded_at ON public.idempotency USING btree (recorded_at)
CREATE INDEX outbox_waiting ON public.outbox USING btree (seq) WHERE ("position" IS NULL)
CREATE INDEX parent_family_id_idx ON public.parent USING btree (family_id)
CREATE INDEX parked_key ON public.parked USING btree (source, key)
CREATE INDEX referral_branch_code_occurred_on_idx ON public.referral USING btree (branch_code, occurred_on)
CREATE INDEX referral_family_id_idx ON public.referral USING btree (family_id)
CREATE INDEX referral_import_id_idx ON public.referral USING btree (import_id)
CREATE INDEX social_map_place_branch_code_name_idx ON public.social_map_place USING btree (branch_code, name)
CREATE INDEX timeline_entry_family_id_occurred_on_idx ON public.timeline_entry USING btree (family_id, occurred_on)
CREATE INDEX tutor_access_account_id_idx ON public.tutor_access USING btree (account_id)
CREATE INDEX waiting_branch_code_since_idx ON public.waiting USING btree (branch_code, since)
CREATE INDEX waiting_family_id_idx ON public.waiting USING btree (family_id)
CREATE INDEX warm_referral_branch_code_check_on_idx ON public.warm_referral USING btree (branch_code, check_on)
CREATE INDEX warm_referral_family_id_idx ON public.warm_referral USING btree (family_id)
CREATE UNIQUE INDEX agreement_signature_family_id_side_person_id_sheet_hash_key ON public.agreement_signature USING btree (family_id, side, person_id, sheet_hash)
CREATE UNIQUE INDEX agreement_signature_pkey ON public.agreement_signature USING btree (id)
CREATE UNIQUE INDEX audit_checkpoint_pkey ON public.audit_checkpoint USING btree ("position", recorded_at)
CREATE UNIQUE INDEX audit_key_pkey ON public.audit_key USING btree (number)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (seq)
CREATE UNIQUE INDEX audit_seal_pkey ON public.audit_seal USING btree ("position")
CREATE UNIQUE INDEX audit_seal_seq_key ON public.audit_seal USING btree (seq)
CREATE UNIQUE INDEX branch_pkey ON public.branch USING btree (code)
CREATE UNIQUE INDEX bulk_reading_pkey ON public.bulk_reading USING btree (id)
CREATE UNIQUE INDEX child_pkey ON public.child USING btree (id)
CREATE UNIQUE INDEX consent_in_force_pkey ON public.consent_in_force USING btree (family_id, purpose, receiver, child_id)
CREATE UNIQUE INDEX consent_pkey ON public.consent USING btree (id)
CREATE UNIQUE INDEX consent_receipt_pkey ON public.consent_receipt USING btree (family_id, purpose, receiver, child_id, service)
CREATE UNIQUE INDEX cursor_pkey ON public.cursor USING btree (source)
CREATE UNIQUE INDEX deciders_told_pkey ON public.deciders_told USING btree (family_id)
CREATE UNIQUE INDEX decision_holder_pkey ON public.decision_holder USING btree (id)
CREATE UNIQUE INDEX emergency_access_pkey ON public.emergency_access USING btree (id)
CREATE UNIQUE INDEX emergency_attempt_pkey ON public.emergency_attempt USING btree (id)
CREATE UNIQUE INDEX family_language_branch_code_language_key ON public.family_language USING btree (branch_code, language)
CREATE UNIQUE INDEX family_language_pkey ON public.family_language USING btree (id)
CREATE UNIQUE INDEX family_pkey ON public.family USING btree (id)
CREATE UNIQUE INDEX family_sentence_branch_code_language_key_key ON public.family_sentence USING btree (branch_code, language, key)
CREATE UNIQUE INDEX family_sentence_pkey ON public.family_sentence USING btree (id)
CREATE UNIQUE INDEX family_tutor_pkey ON public.family_tutor USING btree (match_id)
CREATE UNIQUE INDEX file_piece_pkey ON public.file_piece USING btree (subject, file_id, number)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (subject, rpc, key)
CREATE UNIQUE INDEX inbox_pkey ON public.inbox USING btree (id)
CREATE UNIQUE INDEX outbox_id_key ON public.outbox USING btree (id)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (seq)
CREATE UNIQUE INDEX outbox_position_key ON public.outbox USING btree ("position")
CREATE UNIQUE INDEX parent_pkey ON public.parent USING btree (id)
CREATE UNIQUE INDEX parked_id_key ON public.parked USING btree (id)
CREATE UNIQUE INDEX parked_pkey ON public.parked USING btree (seq)
CREATE UNIQUE INDEX profile_pkey ON public.profile USING btree (branch_code, version)
CREATE UNIQUE INDEX put_off_branch_code_kind_subject_id_key ON public.put_off USING btree (branch_code, kind, subject_id)
CREATE UNIQUE INDEX put_off_pkey ON public.put_off USING btree (id)
CREATE UNIQUE INDEX referral_branch_code_import_hash_key ON public.referral USING btree (branch_code, import_hash)
CREATE UNIQUE INDEX referral_forgotten_pkey ON public.referral_forgotten USING btree (branch_code, month, referrer_kind, why)
CREATE UNIQUE INDEX referral_pkey ON public.referral USING btree (id)
CREATE UNIQUE INDEX social_map_place_pkey ON public.social_map_place USING btree (id)
CREATE UNIQUE INDEX timeline_entry_pkey ON public.timeline_entry USING btree (id)
CREATE UNIQUE INDEX tutor_access_pkey ON public.tutor_access USING btree (tutor_id)
CREATE UNIQUE INDEX waiting_pkey ON public.waiting USING btree (referral_id)
CREATE UNIQUE INDEX warm_referral_pkey ON public.warm_referral USING btree (id)

-- policies
agreement_signature.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
audit.read_by_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
audit.sealed_by_kit permissive SELECT to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ()
audit.written_by_all permissive INSERT to public using () check (true)
bulk_reading.kit_only permissive ALL to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text))
child.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
child.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
consent.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
consent.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
consent_in_force.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
consent_in_force.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
consent_receipt.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
consent_receipt.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
deciders_told.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
decision_holder.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
decision_holder.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
emergency_access.ended_or_seen permissive UPDATE to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
emergency_access.opened_for_oneself permissive INSERT to public using () check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (subject = ( SELECT scope_subject() AS scope_subject))))
emergency_access.own_access permissive SELECT to public using (((subject = ( SELECT scope_subject() AS scope_subject)) AND (ended_at IS NULL) AND (until > now()))) check ()
emergency_access.own_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
emergency_attempt.counted permissive INSERT to public using () check ((subject = ( SELECT scope_subject() AS scope_subject)))
emergency_attempt.forgotten permissive DELETE to public using (((subject = ( SELECT scope_subject() AS scope_subject)) AND (attempted_at < (now() - '30 days'::interval)))) check ()
emergency_attempt.own permissive SELECT to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ()
emergency_attempt.succeeded permissive UPDATE to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
emergency_attempt.told_to_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
family.in_emergency permissive SELECT to public using ((id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
family.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_language.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_sentence.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_tutor.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
file_piece.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
file_piece.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '1 day'::interval)))) check (false)
idempotency.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
idempotency.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '30 days'::interval)))) check (false)
parent.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
parent.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
put_off.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
referral.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
referral.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
referral_forgotten.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
social_map_place.in_emergency permissive SELECT to public using (((( SELECT emergency_families() AS emergency_families) IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM warm_referral w
  WHERE ((w.place_id = social_map_place.id) AND (w.family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))))))) check ()
social_map_place.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
timeline_entry.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
timeline_entry.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
tutor_access.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
waiting.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
waiting.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
warm_referral.in_emergency permissive SELECT to public using ((family_id = ANY (( SELECT emergency_families() AS emergency_families)::uuid[]))) check ()
warm_referral.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))

-- grants
agreement_signature delete, insert, select to intake
audit select to intake
audit_chain_end(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamp with time zone) execute to intake
audit_checkpoint select to intake
audit_key select to intake
audit_seal select to intake
branch insert, select, update to intake
bulk_reading insert, select, update to intake
child delete, insert, select, update to intake
consent insert, select to intake
consent.undone_at update to intake
consent_in_force insert, select, update to intake
consent_receipt insert, select, update to intake
cursor insert, select, update to intake
deciders_told insert, select, update to intake
decision_holder delete, insert, select to intake
emergency_access select to intake
emergency_access.branch_code insert to intake
emergency_access.ended_at update to intake
emergency_access.ended_by update to intake
emergency_access.family_id insert to intake
emergency_access.name insert to intake
emergency_access.own_branch_code insert to intake
emergency_access.reason insert to intake
emergency_access.seen_at update to intake
emergency_access.seen_by update to intake
emergency_access.subject insert to intake
emergency_attempt delete, select to intake
emergency_attempt.branch_code insert to intake
emergency_attempt.name insert to intake
emergency_attempt.opened update to intake
emergency_attempt.own_branch_code insert to intake
emergency_attempt.subject insert to intake
emergency_families() execute to public
family delete, insert, select, update to intake
family_language insert, select, update to intake
family_sentence insert, select, update to intake
family_tutor delete, insert, select, update to intake
file_piece delete, insert, select to intake
idempotency delete, insert, select, update to intake
inbox insert, select to intake
introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea) execute to intake
outbox delete, insert, select, update to intake
parent delete, insert, select, update to intake
parked delete, insert, select, update to intake
profile insert, select to intake
put_off delete, insert, select, update to intake
referral delete, insert, select, update to intake
referral_forgotten insert, select, update to intake
scope_branches() execute to public
scope_subject() execute to public
scope_universities() execute to public
seal_audit(seqs bigint[], hashes bytea[]) execute to intake
sign_audit(key_id text, signature bytea) execute to intake
social_map_place insert, select, update to intake
timeline_entry delete, insert, select to intake
tutor_access insert, select, update to intake
waiting insert, select, update to intake
warm_referral insert, select, update to intake
write_audit(lines jsonb) execute to intake

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
CREATE OR REPLACE FUNCTION public.emergency_families()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
AS $function$
  select case when current_setting('katrol.emergency', true) = 'reading' then
    array(select family_id from emergency_access where subject = (select scope_subject()) and ended_at is null and until > now())
  end
$function$
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
