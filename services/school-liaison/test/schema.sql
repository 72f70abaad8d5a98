-- tables
table public.approval row security forced
table public.audit row security forced
table public.audit_checkpoint
table public.audit_key
table public.audit_seal
sequence public.audit_seq_seq
table public.branch_rules
table public.bulk_reading row security forced
table public.commitment row security forced
table public.cursor
table public.family_alias row security forced
table public.family_consent row security forced
table public.family_person row security forced
table public.file_piece row security forced
table public.folder row security forced
table public.folder_day row security forced
table public.idempotency row security forced
table public.inbox
table public.meeting row security forced
table public.meeting_answer row security forced
table public.message row security forced
table public.message_receiver row security forced
table public.message_version row security forced
table public.outbox
sequence public.outbox_seq_seq
table public.parked
sequence public.parked_seq_seq
table public.pupil row security forced
table public.question row security forced
table public.reading row security forced
table public.report_due row security forced
table public.return_question row security forced
table public.school row security forced
table public.school_answer row security forced
table public.school_contact row security forced
table public.signal row security forced
table public.signal_seen row security forced

-- columns
approval.answer text not null
approval.branch_code text not null
approval.id uuid not null default uuidv7()
approval.interpreted_by text not null
approval.language text not null
approval.means text not null
approval.note text not null
approval.object_id uuid not null
approval.object_kind text not null
approval.person_id uuid not null
approval.recorded_by text not null
approval.recorded_subject text not null
approval.said_at timestamp with time zone not null
approval.undone_at timestamp with time zone
approval.version integer not null
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
branch_rules.rules jsonb not null
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
commitment.branch_code text not null
commitment.child_id uuid not null
commitment.family_id uuid not null
commitment.follow_up_on date
commitment.id uuid not null default uuidv7()
commitment.outcome text not null
commitment.revision integer not null default 1
commitment.said_by text not null
commitment.school_id uuid not null
commitment.text text not null
cursor.position bigint not null
cursor.source text not null
family_alias.branch_code text not null
family_alias.family_id uuid not null
family_alias.into_id uuid not null
family_consent.branch_code text not null
family_consent.child_id text not null default ''::text
family_consent.family_id uuid not null
family_consent.given boolean not null
family_consent.purpose text not null
family_consent.receiver text not null default ''::text
family_consent.sequence integer not null default 0
family_consent.until date
family_person.branch_code text not null
family_person.child_id uuid not null
family_person.family_id uuid not null
family_person.held boolean not null
family_person.language text not null
family_person.person_id uuid not null
family_person.role text not null
family_person.sequence integer not null
family_person.visited boolean not null default false
family_person.written_to text[] not null default '{}'::text[]
file_piece.file_id uuid not null
file_piece.number integer not null
file_piece.piece bytea not null
file_piece.recorded_at timestamp with time zone not null default now()
file_piece.subject text not null
folder.branch_code text not null
folder.child_id uuid not null
folder.child_name text not null
folder.family_id uuid not null
folder.id uuid not null default uuidv7()
folder.revision integer not null default 1
folder.school_id uuid not null
folder.school_year text not null
folder_day.branch_code text not null
folder_day.day date not null
folder_day.folder_id uuid not null
folder_day.homework text not null
folder_day.of_child text not null
folder_day.seen_at_home boolean not null default false
folder_day.seen_at_school boolean not null default false
folder_day.teacher_line text not null default ''::text
folder_day.went_well text not null
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
meeting.agenda text not null
meeting.branch_code text not null
meeting.child_id uuid
meeting.child_name text not null
meeting.decisions jsonb not null
meeting.family_id uuid
meeting.goes_along text not null
meeting.id uuid not null default uuidv7()
meeting.kind text not null
meeting.new_offers jsonb not null
meeting.online boolean not null
meeting.outcome text not null
meeting.place text not null
meeting.planned_for text not null
meeting.revision integer not null default 1
meeting.school_ids uuid[]
meeting.status text not null
meeting.student_questions text[]
meeting.themes text[]
meeting_answer.answer text not null
meeting_answer.branch_code text not null
meeting_answer.brings text not null
meeting_answer.meeting_id uuid not null
meeting_answer.person_id uuid not null
meeting_answer.points text not null
message.approved_at timestamp with time zone
message.asked_at timestamp with time zone
message.asked_on date
message.begun_by text not null
message.begun_by_person text not null default ''::text
message.beside_id uuid
message.branch_code text not null
message.child_id uuid not null
message.child_name text not null
message.family_id uuid not null
message.id uuid not null default uuidv7()
message.let_go_why text not null default ''::text
message.may_discuss boolean not null
message.purpose text not null
message.recorded_at timestamp with time zone not null
message.revision integer not null default 1
message.school_id uuid not null
message.sent_at timestamp with time zone
message.session_id uuid
message.status text not null
message.stopped_sequence integer not null default 0
message.stopped_status text not null default ''::text
message.version integer not null default 1
message_receiver.branch_code text not null
message_receiver.contact_id uuid not null
message_receiver.message_id uuid not null
message_receiver.opened_at timestamp with time zone
message_receiver.receipt text not null default ''::text
message_receiver.receipt_at timestamp with time zone
message_receiver.receipt_note text not null default ''::text
message_version.branch_code text not null
message_version.hash text not null
message_version.language text not null default 'nl'::text
message_version.made_at timestamp with time zone not null
message_version.made_by text not null
message_version.message_id uuid not null
message_version.text text not null
message_version.translations jsonb not null
message_version.version integer not null
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
pupil.branch_code text not null
pupil.child_id uuid not null
pupil.family_id uuid not null
pupil.id uuid not null default uuidv7()
pupil.school_id uuid not null
pupil.since date not null
pupil.until date
question.answer text not null default ''::text
question.answered_at timestamp with time zone
question.asked_at timestamp with time zone not null
question.branch_code text not null
question.due_on date
question.family_id uuid not null
question.id uuid not null default uuidv7()
question.kind text not null
question.language text not null
question.person_id uuid not null
question.revision integer not null default 1
question.taken_by text not null default ''::text
question.text text not null
reading.answer_id uuid not null
reading.branch_code text not null
reading.choice text not null
reading.chosen_at timestamp with time zone not null
reading.person_id uuid not null
reading.read_at timestamp with time zone
report_due.branch_code text not null
report_due.correction integer not null default 0
report_due.family_id uuid not null
report_due.occurred_on date not null
report_due.session_id uuid not null
report_due.status text not null
report_due.why text not null default ''::text
return_question.branch_code text not null
return_question.id uuid not null default uuidv7()
return_question.text text not null
return_question.used_in uuid
school.branch_code text not null
school.id uuid not null default uuidv7()
school.into_school_id uuid
school.kinds text[]
school.municipality text not null
school.name text not null
school.revision integer not null default 1
school.search text not null
school.valid_from date
school.valid_until date
school.written_as text[]
school_answer.branch_code text not null
school_answer.contact_id uuid not null
school_answer.corrects_id uuid
school_answer.id uuid not null default uuidv7()
school_answer.message_id uuid not null
school_answer.said_at timestamp with time zone not null
school_answer.text text not null
school_answer.translations jsonb not null default '[]'::jsonb
school_contact.branch_code text not null
school_contact.deputy_id uuid
school_contact.digest text not null default 'each'::text
school_contact.email text not null
school_contact.id uuid not null default uuidv7()
school_contact.name text not null
school_contact.named boolean not null
school_contact.phone text not null
school_contact.revision integer not null default 1
school_contact.role text not null
school_contact.school_ids uuid[]
school_contact.until date
signal.branch_code text not null
signal.id uuid not null default uuidv7()
signal.look_again_on date
signal.outcome text not null default ''::text
signal.raised_on date not null
signal.revision integer not null default 1
signal.status text not null
signal.taken_up_by text not null default ''::text
signal.text text not null
signal.theme text not null
signal_seen.branch_code text not null
signal_seen.signal_id uuid not null
signal_seen.subject text not null

-- constraints
approval.approval_pkey PRIMARY KEY (id)
audit.audit_pkey PRIMARY KEY (seq)
audit_checkpoint.audit_checkpoint_pkey PRIMARY KEY ("position", recorded_at)
audit_key.audit_key_pkey PRIMARY KEY (number)
audit_seal.audit_seal_pkey PRIMARY KEY ("position")
audit_seal.audit_seal_seq_key UNIQUE (seq)
branch_rules.branch_rules_pkey PRIMARY KEY (branch_code, version)
bulk_reading.bulk_reading_pkey PRIMARY KEY (id)
commitment.commitment_pkey PRIMARY KEY (id)
cursor.cursor_pkey PRIMARY KEY (source)
family_alias.family_alias_pkey PRIMARY KEY (family_id)
family_consent.family_consent_pkey PRIMARY KEY (family_id, purpose, receiver, child_id)
family_person.family_person_pkey PRIMARY KEY (family_id, child_id, person_id)
file_piece.file_piece_pkey PRIMARY KEY (subject, file_id, number)
folder.folder_pkey PRIMARY KEY (id)
folder_day.folder_day_pkey PRIMARY KEY (folder_id, day)
idempotency.idempotency_pkey PRIMARY KEY (subject, rpc, key)
inbox.inbox_pkey PRIMARY KEY (id)
meeting.meeting_pkey PRIMARY KEY (id)
meeting_answer.meeting_answer_pkey PRIMARY KEY (meeting_id, person_id)
message.message_pkey PRIMARY KEY (id)
message_receiver.message_receiver_pkey PRIMARY KEY (message_id, contact_id)
message_version.message_version_pkey PRIMARY KEY (message_id, version)
outbox.outbox_id_key UNIQUE (id)
outbox.outbox_pkey PRIMARY KEY (seq)
outbox.outbox_position_key UNIQUE ("position")
parked.parked_id_key UNIQUE (id)
parked.parked_pkey PRIMARY KEY (seq)
pupil.pupil_pkey PRIMARY KEY (id)
question.question_pkey PRIMARY KEY (id)
reading.reading_pkey PRIMARY KEY (answer_id, person_id)
report_due.report_due_pkey PRIMARY KEY (session_id)
return_question.return_question_pkey PRIMARY KEY (id)
school.school_pkey PRIMARY KEY (id)
school_answer.school_answer_pkey PRIMARY KEY (id)
school_contact.school_contact_pkey PRIMARY KEY (id)
signal.signal_pkey PRIMARY KEY (id)
signal_seen.signal_seen_pkey PRIMARY KEY (signal_id, subject)

-- indexes
CREATE INDEX approval_object_id_idx ON public.approval USING btree (object_id)
CREATE INDEX audit_exports ON public.audit USING btree (branch_code, occurred_at) WHERE (what = 'export'::text)
CREATE INDEX audit_object ON public.audit USING btree (object_id) WHERE (object_id <> ''::text)
CREATE INDEX audit_refused ON public.audit USING btree (branch_code, seq) WHERE (what = 'refused'::text)
CREATE INDEX audit_subject ON public.audit USING btree (subject, occurred_at)
CREATE INDEX bulk_reading_recorded_at ON public.bulk_reading USING btree (recorded_at)
CREATE INDEX commitment_family_id_idx ON public.commitment USING btree (family_id)
CREATE INDEX family_alias_into_id_idx ON public.family_alias USING btree (into_id)
CREATE INDEX family_person_person_id_idx ON public.family_person USING btree (person_id)
CREATE INDEX file_piece_recorded_at ON public.file_piece USING btree (recorded_at)
CREATE INDEX folder_family_id_idx ON public.folder USING btree (family_id)
CREATE INDEX idempotency_recorded_at ON public.idempotency USING btree (recorded_at)
CREATE INDEX meeting_branch_code_planned_for_idx ON public.meeting USING btree (branch_code, planned_for)
CREATE INDEX meeting_family_id_idx ON public.meeting USING btree (family_id)
CREATE INDEX message_branch_code_status_idx ON public.message USING btree (branch_code, status)
CREATE INDEX message_family_id_idx ON public.message USING btree (family_id)
CREATE INDEX message_receiver_contact_id_idx ON public.message_receiver USING btree (contact_id)
CREATE INDEX outbox_waiting ON public.outbox USING btree (seq) WHERE ("position" IS NULL)
CREATE INDEX parked_key ON public.parked USING btree (source, key)
CREATE INDEX pupil_family_id_idx ON public.pupil USING btree (family_id)
CREATE INDEX pupil_school_id_idx ON public.pupil USING btree (school_id)
CREATE INDEX question_branch_code_answered_at_idx ON public.question USING btree (branch_code, answered_at)
CREATE INDEX question_family_id_idx ON public.question USING btree (family_id)
CREATE INDEX report_due_branch_code_status_idx ON public.report_due USING btree (branch_code, status)
CREATE INDEX report_due_family_id_idx ON public.report_due USING btree (family_id)
CREATE INDEX return_question_branch_code_idx ON public.return_question USING btree (branch_code)
CREATE INDEX school_answer_message_id_idx ON public.school_answer USING btree (message_id)
CREATE INDEX school_branch_code_name_idx ON public.school USING btree (branch_code, name)
CREATE INDEX school_contact_branch_code_idx ON public.school_contact USING btree (branch_code)
CREATE INDEX signal_branch_code_status_idx ON public.signal USING btree (branch_code, status)
CREATE UNIQUE INDEX approval_pkey ON public.approval USING btree (id)
CREATE UNIQUE INDEX audit_checkpoint_pkey ON public.audit_checkpoint USING btree ("position", recorded_at)
CREATE UNIQUE INDEX audit_key_pkey ON public.audit_key USING btree (number)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (seq)
CREATE UNIQUE INDEX audit_seal_pkey ON public.audit_seal USING btree ("position")
CREATE UNIQUE INDEX audit_seal_seq_key ON public.audit_seal USING btree (seq)
CREATE UNIQUE INDEX branch_rules_pkey ON public.branch_rules USING btree (branch_code, version)
CREATE UNIQUE INDEX bulk_reading_pkey ON public.bulk_reading USING btree (id)
CREATE UNIQUE INDEX commitment_pkey ON public.commitment USING btree (id)
CREATE UNIQUE INDEX cursor_pkey ON public.cursor USING btree (source)
CREATE UNIQUE INDEX family_alias_pkey ON public.family_alias USING btree (family_id)
CREATE UNIQUE INDEX family_consent_pkey ON public.family_consent USING btree (family_id, purpose, receiver, child_id)
CREATE UNIQUE INDEX family_person_pkey ON public.family_person USING btree (family_id, child_id, person_id)
CREATE UNIQUE INDEX file_piece_pkey ON public.file_piece USING btree (subject, file_id, number)
CREATE UNIQUE INDEX folder_child_id_school_year_key ON public.folder USING btree (child_id, school_year)
CREATE UNIQUE INDEX folder_day_pkey ON public.folder_day USING btree (folder_id, day)
CREATE UNIQUE INDEX folder_pkey ON public.folder USING btree (id)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (subject, rpc, key)
CREATE UNIQUE INDEX inbox_pkey ON public.inbox USING btree (id)
CREATE UNIQUE INDEX meeting_answer_pkey ON public.meeting_answer USING btree (meeting_id, person_id)
CREATE UNIQUE INDEX meeting_pkey ON public.meeting USING btree (id)
CREATE UNIQUE INDEX message_pkey ON public.message USING btree (id)
CREATE UNIQUE INDEX message_receiver_pkey ON public.message_receiver USING btree (message_id, contact_id)
CREATE UNIQUE INDEX message_version_pkey ON public.message_version USING btree (message_id, version)
CREATE UNIQUE INDEX outbox_id_key ON public.outbox USING btree (id)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (seq)
CREATE UNIQUE INDEX outbox_position_key ON public.outbox USING btree ("position")
CREATE UNIQUE INDEX parked_id_key ON public.parked USING btree (id)
CREATE UNIQUE INDEX parked_pkey ON public.parked USING btree (seq)
CREATE UNIQUE INDEX pupil_pkey ON public.pupil USING btree (id)
CREATE UNIQUE INDEX question_pkey ON public.question USING btree (id)
CREATE UNIQUE INDEX reading_pkey ON public.reading USING btree (answer_id, person_id)
CREATE UNIQUE INDEX report_due_pkey ON public.report_due USING btree (session_id)
CREATE UNIQUE INDEX return_question_pkey ON public.return_question USING btree (id)
CREATE UNIQUE INDEX school_answer_pkey ON public.school_answer USING btree (id)
CREATE UNIQUE INDEX school_contact_pkey ON public.school_contact USING btree (id)
CREATE UNIQUE INDEX school_pkey ON public.school USING btree (id)
CREATE UNIQUE INDEX signal_pkey ON public.signal USING btree (id)
CREATE UNIQUE INDEX signal_seen_pkey ON public.signal_seen USING btree (signal_id, subject)

-- policies
approval.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = approval.object_id))) OR (EXISTS ( SELECT 1
   FROM folder f
  WHERE (f.id = approval.object_id)))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = approval.object_id))) OR (EXISTS ( SELECT 1
   FROM folder f
  WHERE (f.id = approval.object_id))))))
audit.read_by_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
audit.sealed_by_kit permissive SELECT to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ()
audit.written_by_all permissive INSERT to public using () check (true)
bulk_reading.kit_only permissive ALL to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text))
commitment.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))) OR (school_id IN ( SELECT unnest(c.school_ids) AS unnest
   FROM school_contact c
  WHERE ((c.until IS NULL) AND ((c.id)::text = ( SELECT linked_person() AS linked_person)))))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))) OR (school_id IN ( SELECT unnest(c.school_ids) AS unnest
   FROM school_contact c
  WHERE ((c.until IS NULL) AND ((c.id)::text = ( SELECT linked_person() AS linked_person))))))))
family_alias.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_consent.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_person.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
file_piece.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
file_piece.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '1 day'::interval)))) check (false)
folder.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))) OR (school_id IN ( SELECT unnest(c.school_ids) AS unnest
   FROM school_contact c
  WHERE ((c.until IS NULL) AND ((c.id)::text = ( SELECT linked_person() AS linked_person)))))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))) OR (school_id IN ( SELECT unnest(c.school_ids) AS unnest
   FROM school_contact c
  WHERE ((c.until IS NULL) AND ((c.id)::text = ( SELECT linked_person() AS linked_person))))))))
folder_day.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM folder f
  WHERE (f.id = folder_day.folder_id)))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM folder f
  WHERE (f.id = folder_day.folder_id))))))
idempotency.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
idempotency.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '30 days'::interval)))) check (false)
meeting.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person)))))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))))))
meeting_answer.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR ((person_id)::text = ( SELECT linked_person() AS linked_person))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR ((person_id)::text = ( SELECT linked_person() AS linked_person)))))
message.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))) OR ((sent_at IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM message_receiver r
  WHERE ((r.message_id = message.id) AND ((r.contact_id)::text = ( SELECT linked_person() AS linked_person))))))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))) OR ((sent_at IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM message_receiver r
  WHERE ((r.message_id = message.id) AND ((r.contact_id)::text = ( SELECT linked_person() AS linked_person)))))))))
message_receiver.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
message_version.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = message_version.message_id)))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = message_version.message_id))))))
pupil.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person)))))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (family_id IN ( SELECT p.family_id
   FROM family_person p
  WHERE ((NOT p.held) AND ((p.person_id)::text = ( SELECT linked_person() AS linked_person))))))))
question.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR ((person_id)::text = ( SELECT linked_person() AS linked_person))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR ((person_id)::text = ( SELECT linked_person() AS linked_person)))))
reading.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR ((person_id)::text = ( SELECT linked_person() AS linked_person))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR ((person_id)::text = ( SELECT linked_person() AS linked_person)))))
report_due.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL)))
return_question.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL)))
school.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
school_answer.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = school_answer.message_id)))))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND ((( SELECT linked_person() AS linked_person) IS NULL) OR (EXISTS ( SELECT 1
   FROM message m
  WHERE (m.id = school_answer.message_id))))))
school_contact.reaches permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
signal.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL)))
signal_seen.reaches permissive ALL to public using (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL))) check (((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])) AND (( SELECT linked_person() AS linked_person) IS NULL)))

-- grants
approval insert, select, update to school_liaison
audit select to school_liaison
audit_chain_end(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamp with time zone) execute to school_liaison
audit_checkpoint select to school_liaison
audit_key select to school_liaison
audit_seal select to school_liaison
branch_rules insert, select, update to school_liaison
bulk_reading insert, select, update to school_liaison
commitment insert, select, update to school_liaison
cursor insert, select, update to school_liaison
family_alias delete, insert, select, update to school_liaison
family_consent insert, select, update to school_liaison
family_person delete, insert, select, update to school_liaison
file_piece delete, insert, select to school_liaison
folder insert, select, update to school_liaison
folder_day insert, select, update to school_liaison
idempotency delete, insert, select, update to school_liaison
inbox insert, select to school_liaison
introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea) execute to school_liaison
linked_person() execute to public
linked_person() execute to school_liaison
meeting insert, select, update to school_liaison
meeting_answer insert, select, update to school_liaison
message insert, select, update to school_liaison
message_receiver delete, insert, select, update to school_liaison
message_version insert, select, update to school_liaison
outbox delete, insert, select, update to school_liaison
parked delete, insert, select, update to school_liaison
pupil insert, select, update to school_liaison
question insert, select, update to school_liaison
reading insert, select, update to school_liaison
report_due insert, select, update to school_liaison
return_question insert, select, update to school_liaison
school insert, select, update to school_liaison
school_answer insert, select, update to school_liaison
school_contact insert, select, update to school_liaison
scope_branches() execute to public
scope_subject() execute to public
scope_universities() execute to public
seal_audit(seqs bigint[], hashes bytea[]) execute to school_liaison
sign_audit(key_id text, signature bytea) execute to school_liaison
signal insert, select, update to school_liaison
signal_seen insert, select, update to school_liaison
write_audit(lines jsonb) execute to school_liaison

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
CREATE OR REPLACE FUNCTION public.linked_person()
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$ select case when scope_subject() like 'link:%' then substr(scope_subject(), 6) end $function$
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
