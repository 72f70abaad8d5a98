-- tables
table public.audit row security forced
table public.audit_checkpoint
table public.audit_key
table public.audit_seal
sequence public.audit_seq_seq
table public.barrier row security forced
table public.branch_rules
table public.bulk_reading row security forced
table public.closing_note row security forced
table public.cursor
table public.family_alias row security forced
table public.family_consent row security forced
table public.family_person row security forced
table public.family_plan row security forced
table public.file_piece row security forced
table public.goal row security forced
table public.going_along row security forced
table public.group_session row security forced
table public.help_request row security forced
table public.idempotency row security forced
table public.inbox
table public.logged_hour row security forced
table public.match row security forced
table public.outbox
sequence public.outbox_seq_seq
table public.pair_hold row security forced
table public.parked
sequence public.parked_seq_seq
table public.promised_hour row security forced
table public.proposal_run row security forced
table public.session row security forced
table public.session_report row security forced
table public.support_group row security forced
table public.support_request row security forced
table public.trajectory row security forced
table public.tutor row security forced
table public.university_days
table public.worry row security forced

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
barrier.branch_code text not null
barrier.earlier jsonb not null default '[]'::jsonb
barrier.eased_on date
barrier.family_id uuid not null
barrier.id uuid not null default uuidv7()
barrier.levers text[]
barrier.life_domain text not null
barrier.opened_on date not null
barrier.passes_on boolean not null default false
barrier.revision integer not null default 1
barrier.services_involved text[]
barrier.status text not null
barrier.text text not null
barrier.trajectory_id uuid not null
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
closing_note.answer text not null default ''::text
closing_note.answered_by text not null default ''::text
closing_note.answered_on date
closing_note.branch_code text not null
closing_note.family_id uuid not null
closing_note.id uuid not null default uuidv7()
closing_note.means text not null default ''::text
closing_note.recorded_by text not null default ''::text
closing_note.revision integer not null default 1
closing_note.text text not null
closing_note.trajectory_id uuid not null
closing_note.version integer not null
closing_note.written_on date not null
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
family_plan.agreed_by text not null default ''::text
family_plan.agreed_on date
family_plan.branch_code text not null
family_plan.earlier jsonb not null default '[]'::jsonb
family_plan.family_id uuid not null
family_plan.queue_in uuid
family_plan.queue_looked_on date
family_plan.queue_passes_on boolean not null default false
family_plan.queue_since date
family_plan.revision integer not null default 1
family_plan.specialised_queue text not null default ''::text
family_plan.strengths text[] not null
family_plan.strengths_in uuid
family_plan.strengths_pass_on boolean not null default false
file_piece.file_id uuid not null
file_piece.number integer not null
file_piece.piece bytea not null
file_piece.recorded_at timestamp with time zone not null default now()
file_piece.subject text not null
goal.branch_code text not null
goal.earlier jsonb not null default '[]'::jsonb
goal.family_id uuid not null
goal.id uuid not null default uuidv7()
goal.kind text not null
goal.passes_on boolean not null default false
goal.revision integer not null default 1
goal.set_on date not null
goal.status text not null
goal.text text not null
goal.trajectory_id uuid not null
going_along.barrier_id uuid
going_along.branch_code text not null
going_along.family_id uuid not null
going_along.id uuid not null default uuidv7()
going_along.occurred_on date not null
going_along.outcome text not null
going_along.passes_on boolean not null default false
going_along.revision integer not null default 1
going_along.service text not null
going_along.trajectory_id uuid not null
going_along.what_next text not null
going_along.who_went text[]
group_session.branch_code text not null
group_session.done text[]
group_session.earlier jsonb not null default '[]'::jsonb
group_session.group_id uuid not null
group_session.id uuid not null default uuidv7()
group_session.logged_by text not null default ''::text
group_session.minutes integer not null
group_session.note text not null default ''::text
group_session.occurred_on date not null
group_session.planned_for text not null
group_session.revision integer not null default 1
help_request.answer text not null default ''::text
help_request.answered_on date
help_request.asked_on date not null
help_request.branch_code text not null
help_request.family_id uuid not null
help_request.id uuid not null default uuidv7()
help_request.note text not null
help_request.revision integer not null default 1
help_request.trajectory_id uuid not null
help_request.tutor_id uuid not null
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
logged_hour.branch_code text not null
logged_hour.day date not null
logged_hour.from_minute integer not null
logged_hour.person text not null
logged_hour.session_id uuid not null
logged_hour.until_minute integer not null
match.branch_code text not null
match.family_answer text not null default ''::text
match.family_id uuid not null
match.first_visit_on text not null
match.group_id uuid
match.hours jsonb not null default '[]'::jsonb
match.id uuid not null default uuidv7()
match.note text not null default ''::text
match.occurred_on date not null
match.revision integer not null default 1
match.status text not null
match.stopped_sequence integer not null default 0
match.stopped_status text not null default ''::text
match.support_request_id uuid not null
match.trajectory_id uuid
match.tutor_answer text not null default ''::text
match.tutor_id uuid not null
match.visited_on date
outbox.id uuid not null default uuidv7()
outbox.key text not null
outbox.payload bytea not null
outbox.position bigint
outbox.recorded_at timestamp with time zone not null default now()
outbox.seq bigint not null identity always
outbox.traceparent text not null default ''::text
outbox.type text not null
pair_hold.branch_code text not null
pair_hold.family_id uuid not null
pair_hold.hold text not null
pair_hold.nos integer not null default 0
pair_hold.reason text not null
pair_hold.support_request_id uuid not null
pair_hold.tutor_id uuid not null
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
promised_hour.branch_code text not null
promised_hour.half_hour integer not null
promised_hour.holder uuid not null
promised_hour.person text not null
promised_hour.weekday integer not null
proposal_run.branch_code text not null
proposal_run.id uuid not null default uuidv7()
proposal_run.recorded_at timestamp with time zone not null
proposal_run.result jsonb not null
session.another_moment boolean not null default false
session.answer text not null default ''::text
session.answered_by text not null default ''::text
session.answered_on date
session.branch_code text not null
session.children text[]
session.corrections jsonb not null default '[]'::jsonb
session.done text[]
session.group_session_id uuid
session.id uuid not null default uuidv7()
session.logged_by text not null default ''::text
session.minutes integer not null default 0
session.missed_by text not null default ''::text
session.note text not null default ''::text
session.occurred_on date
session.parent_present boolean not null default false
session.planned_for text not null
session.revision integer not null default 1
session.status text not null
session.stopped_sequence integer not null default 0
session.trajectory_id uuid not null
session.what_is_needed text not null default ''::text
session.what_made_it_hard text not null default ''::text
session_report.branch_code text not null
session_report.sequence integer not null
session_report.session_id uuid not null
session_report.skip_reason text not null default ''::text
session_report.state text not null
support_group.branch_code text not null
support_group.ended_on date
support_group.hours jsonb not null
support_group.id uuid not null default uuidv7()
support_group.place_kind text not null
support_group.revision integer not null default 1
support_group.tutor_id uuid not null
support_request.asked_on date not null
support_request.branch_code text not null
support_request.cell_x integer
support_request.cell_y integer
support_request.children jsonb not null
support_request.family_id uuid not null
support_request.id uuid not null default uuidv7()
support_request.languages text[]
support_request.life_domains text[]
support_request.place_kind text not null
support_request.profile_version integer not null
support_request.referral_id uuid not null
support_request.revision integer not null default 1
support_request.slots jsonb not null
support_request.stages text[]
support_request.status text not null
support_request.stopped_children jsonb not null default '[]'::jsonb
support_request.stopped_sequence integer not null default 0
support_request.stopped_status text not null default ''::text
support_request.subjects text[]
support_request.to_confirm text[] not null default '{}'::text[]
trajectory.at_person_id uuid
trajectory.branch_code text not null
trajectory.children jsonb not null
trajectory.close_reason text not null default ''::text
trajectory.closed_on date
trajectory.closing_note text not null default ''::text
trajectory.ends_on date
trajectory.family_id uuid not null
trajectory.group_id uuid
trajectory.held integer not null default 0
trajectory.hours jsonb not null default '[]'::jsonb
trajectory.id uuid not null default uuidv7()
trajectory.last_session_on date
trajectory.match_id uuid not null
trajectory.minimum_sessions integer not null
trajectory.missed integer not null default 0
trajectory.quiet_days integer not null
trajectory.revision integer not null default 1
trajectory.slots jsonb not null
trajectory.slots_planned integer not null
trajectory.started_on date not null
trajectory.status text not null
trajectory.stopped_children jsonb not null default '[]'::jsonb
trajectory.stopped_sequence integer not null default 0
trajectory.support_request_id uuid not null
trajectory.tutor_id uuid not null
trajectory.until_specialised boolean not null
tutor.account_id text not null
tutor.branch_code text not null
tutor.check_not_applicable boolean not null
tutor.check_valid_until date
tutor.home_x integer
tutor.home_y integer
tutor.id uuid not null
tutor.kind text not null
tutor.languages text[]
tutor.maximum_families integer not null
tutor.place_kinds text[]
tutor.placement_until date
tutor.reach_metres integer not null
tutor.revision integer not null
tutor.slots jsonb not null
tutor.stages text[]
tutor.subjects text[]
tutor.trainings text[]
tutor.university_code text not null
tutor.wishes text[]
tutor.works_end text not null default ''::text
tutor.works_from date
tutor.works_until date
university_days.periods jsonb not null
university_days.revision integer not null
university_days.university_code text not null
worry.branch_code text not null
worry.family_id uuid not null
worry.id uuid not null default uuidv7()
worry.note text not null default ''::text
worry.raised_on date not null
worry.revision integer not null default 1
worry.taken_up_by text not null default ''::text
worry.taken_up_on date
worry.trajectory_id uuid not null
worry.tutor_id uuid not null

-- constraints
audit.audit_pkey PRIMARY KEY (seq)
audit_checkpoint.audit_checkpoint_pkey PRIMARY KEY ("position", recorded_at)
audit_key.audit_key_pkey PRIMARY KEY (number)
audit_seal.audit_seal_pkey PRIMARY KEY ("position")
audit_seal.audit_seal_seq_key UNIQUE (seq)
barrier.barrier_pkey PRIMARY KEY (id)
branch_rules.branch_rules_pkey PRIMARY KEY (branch_code, version)
bulk_reading.bulk_reading_pkey PRIMARY KEY (id)
closing_note.closing_note_pkey PRIMARY KEY (id)
cursor.cursor_pkey PRIMARY KEY (source)
family_alias.family_alias_pkey PRIMARY KEY (family_id)
family_consent.family_consent_pkey PRIMARY KEY (family_id, purpose, receiver, child_id)
family_person.family_person_pkey PRIMARY KEY (family_id, child_id, person_id)
family_plan.family_plan_pkey PRIMARY KEY (family_id)
file_piece.file_piece_pkey PRIMARY KEY (subject, file_id, number)
goal.goal_pkey PRIMARY KEY (id)
going_along.going_along_pkey PRIMARY KEY (id)
group_session.group_session_pkey PRIMARY KEY (id)
help_request.help_request_pkey PRIMARY KEY (id)
idempotency.idempotency_pkey PRIMARY KEY (subject, rpc, key)
inbox.inbox_pkey PRIMARY KEY (id)
logged_hour.logged_hour_check CHECK ((until_minute > from_minute))
logged_hour.logged_hour_from_minute_check CHECK (((from_minute >= 0) AND (from_minute <= 1439)))
logged_hour.logged_hour_pkey PRIMARY KEY (session_id)
match.match_pkey PRIMARY KEY (id)
outbox.outbox_id_key UNIQUE (id)
outbox.outbox_pkey PRIMARY KEY (seq)
outbox.outbox_position_key UNIQUE ("position")
pair_hold.pair_hold_pkey PRIMARY KEY (family_id, tutor_id)
parked.parked_id_key UNIQUE (id)
parked.parked_pkey PRIMARY KEY (seq)
promised_hour.promised_hour_half_hour_check CHECK (((half_hour >= 0) AND (half_hour <= 47)))
promised_hour.promised_hour_pkey PRIMARY KEY (person, weekday, half_hour)
promised_hour.promised_hour_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
proposal_run.proposal_run_pkey PRIMARY KEY (id)
session.session_pkey PRIMARY KEY (id)
session_report.session_report_pkey PRIMARY KEY (session_id)
support_group.support_group_pkey PRIMARY KEY (id)
support_request.support_request_pkey PRIMARY KEY (id)
trajectory.trajectory_pkey PRIMARY KEY (id)
tutor.tutor_pkey PRIMARY KEY (id)
university_days.university_days_pkey PRIMARY KEY (university_code)
worry.worry_pkey PRIMARY KEY (id)

-- indexes
CREATE INDEX audit_exports ON public.audit USING btree (branch_code, occurred_at) WHERE (what = 'export'::text)
CREATE INDEX audit_object ON public.audit USING btree (object_id) WHERE (object_id <> ''::text)
CREATE INDEX audit_refused ON public.audit USING btree (branch_code, seq) WHERE (what = 'refused'::text)
CREATE INDEX audit_subject ON public.audit USING btree (subject, occurred_at)
CREATE INDEX barrier_family_id_idx ON public.barrier USING btree (family_id)
CREATE INDEX bulk_reading_recorded_at ON public.bulk_reading USING btree (recorded_at)
CREATE INDEX closing_note_branch_code_answer_idx ON public.closing_note USING btree (branch_code, answer)
CREATE INDEX closing_note_family_id_idx ON public.closing_note USING btree (family_id)
CREATE INDEX family_alias_into_id_idx ON public.family_alias USING btree (into_id)
CREATE INDEX family_person_person_id_idx ON public.family_person USING btree (person_id)
CREATE INDEX file_piece_recorded_at ON public.file_piece USING btree (recorded_at)
CREATE INDEX goal_family_id_idx ON public.goal USING btree (family_id)
CREATE INDEX going_along_family_id_idx ON public.going_along USING btree (family_id)
CREATE INDEX group_session_group_id_occurred_on_idx ON public.group_session USING btree (group_id, occurred_on)
CREATE INDEX help_request_branch_code_answered_on_idx ON public.help_request USING btree (branch_code, answered_on)
CREATE INDEX help_request_trajectory_id_idx ON public.help_request USING btree (trajectory_id)
CREATE INDEX idempotency_recorded_at ON public.idempotency USING btree (recorded_at)
CREATE INDEX logged_hour_person_day_idx ON public.logged_hour USING btree (person, day)
CREATE INDEX match_branch_code_status_idx ON public.match USING btree (branch_code, status)
CREATE INDEX match_group_id_idx ON public.match USING btree (group_id)
CREATE INDEX match_support_request_id_idx ON public.match USING btree (support_request_id)
CREATE INDEX match_tutor_id_idx ON public.match USING btree (tutor_id)
CREATE INDEX outbox_waiting ON public.outbox USING btree (seq) WHERE ("position" IS NULL)
CREATE INDEX pair_hold_support_request_id_idx ON public.pair_hold USING btree (support_request_id)
CREATE INDEX parked_key ON public.parked USING btree (source, key)
CREATE INDEX promised_hour_holder_idx ON public.promised_hour USING btree (holder)
CREATE INDEX proposal_run_branch_code_recorded_at_idx ON public.proposal_run USING btree (branch_code, recorded_at)
CREATE INDEX session_to_answer_idx ON public.session USING btree (branch_code) WHERE ((what_is_needed <> ''::text) AND (answered_on IS NULL))
CREATE INDEX session_trajectory_id_planned_for_idx ON public.session USING btree (trajectory_id, planned_for)
CREATE INDEX support_group_branch_code_idx ON public.support_group USING btree (branch_code)
CREATE INDEX support_group_tutor_id_idx ON public.support_group USING btree (tutor_id)
CREATE INDEX support_request_branch_code_status_idx ON public.support_request USING btree (branch_code, status)
CREATE INDEX support_request_family_id_idx ON public.support_request USING btree (family_id)
CREATE INDEX trajectory_branch_code_status_idx ON public.trajectory USING btree (branch_code, status)
CREATE INDEX trajectory_family_id_idx ON public.trajectory USING btree (family_id)
CREATE INDEX trajectory_group_id_idx ON public.trajectory USING btree (group_id)
CREATE INDEX trajectory_tutor_id_idx ON public.trajectory USING btree (tutor_id)
CREATE INDEX tutor_account_id_idx ON public.tutor USING btree (account_id)
CREATE INDEX tutor_branch_code_idx ON public.tutor USING btree (branch_code)
CREATE INDEX worry_branch_code_taken_up_on_idx ON public.worry USING btree (branch_code, taken_up_on)
CREATE INDEX worry_family_id_idx ON public.worry USING btree (family_id)
CREATE INDEX worry_trajectory_id_idx ON public.worry USING btree (trajectory_id)
CREATE UNIQUE INDEX audit_checkpoint_pkey ON public.audit_checkpoint USING btree ("position", recorded_at)
CREATE UNIQUE INDEX audit_key_pkey ON public.audit_key USING btree (number)
CREATE UNIQUE INDEX audit_pkey ON public.audit USING btree (seq)
CREATE UNIQUE INDEX audit_seal_pkey ON public.audit_seal USING btree ("position")
CREATE UNIQUE INDEX audit_seal_seq_key ON public.audit_seal USING btree (seq)
CREATE UNIQUE INDEX barrier_pkey ON public.barrier USING btree (id)
CREATE UNIQUE INDEX branch_rules_pkey ON public.branch_rules USING btree (branch_code, version)
CREATE UNIQUE INDEX bulk_reading_pkey ON public.bulk_reading USING btree (id)
CREATE UNIQUE INDEX closing_note_pkey ON public.closing_note USING btree (id)
CREATE UNIQUE INDEX closing_note_trajectory_id_version_key ON public.closing_note USING btree (trajectory_id, version)
CREATE UNIQUE INDEX cursor_pkey ON public.cursor USING btree (source)
CREATE UNIQUE INDEX family_alias_pkey ON public.family_alias USING btree (family_id)
CREATE UNIQUE INDEX family_consent_pkey ON public.family_consent USING btree (family_id, purpose, receiver, child_id)
CREATE UNIQUE INDEX family_person_pkey ON public.family_person USING btree (family_id, child_id, person_id)
CREATE UNIQUE INDEX family_plan_pkey ON public.family_plan USING btree (family_id)
CREATE UNIQUE INDEX file_piece_pkey ON public.file_piece USING btree (subject, file_id, number)
CREATE UNIQUE INDEX goal_pkey ON public.goal USING btree (id)
CREATE UNIQUE INDEX going_along_pkey ON public.going_along USING btree (id)
CREATE UNIQUE INDEX group_session_pkey ON public.group_session USING btree (id)
CREATE UNIQUE INDEX help_request_pkey ON public.help_request USING btree (id)
CREATE UNIQUE INDEX idempotency_pkey ON public.idempotency USING btree (subject, rpc, key)
CREATE UNIQUE INDEX inbox_pkey ON public.inbox USING btree (id)
CREATE UNIQUE INDEX logged_hour_pkey ON public.logged_hour USING btree (session_id)
CREATE UNIQUE INDEX match_one_to_decide ON public.match USING btree (support_request_id) WHERE (status = 'open'::text)
CREATE UNIQUE INDEX match_pkey ON public.match USING btree (id)
CREATE UNIQUE INDEX outbox_id_key ON public.outbox USING btree (id)
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (seq)
CREATE UNIQUE INDEX outbox_position_key ON public.outbox USING btree ("position")
CREATE UNIQUE INDEX pair_hold_pkey ON public.pair_hold USING btree (family_id, tutor_id)
CREATE UNIQUE INDEX parked_id_key ON public.parked USING btree (id)
CREATE UNIQUE INDEX parked_pkey ON public.parked USING btree (seq)
CREATE UNIQUE INDEX promised_hour_pkey ON public.promised_hour USING btree (person, weekday, half_hour)
CREATE UNIQUE INDEX proposal_run_pkey ON public.proposal_run USING btree (id)
CREATE UNIQUE INDEX session_group_session_id_trajectory_id_key ON public.session USING btree (group_session_id, trajectory_id)
CREATE UNIQUE INDEX session_pkey ON public.session USING btree (id)
CREATE UNIQUE INDEX session_report_pkey ON public.session_report USING btree (session_id)
CREATE UNIQUE INDEX support_group_pkey ON public.support_group USING btree (id)
CREATE UNIQUE INDEX support_request_pkey ON public.support_request USING btree (id)
CREATE UNIQUE INDEX support_request_referral_id_key ON public.support_request USING btree (referral_id)
CREATE UNIQUE INDEX trajectory_match_id_key ON public.trajectory USING btree (match_id)
CREATE UNIQUE INDEX trajectory_pkey ON public.trajectory USING btree (id)
CREATE UNIQUE INDEX tutor_pkey ON public.tutor USING btree (id)
CREATE UNIQUE INDEX university_days_pkey ON public.university_days USING btree (university_code)
CREATE UNIQUE INDEX worry_pkey ON public.worry USING btree (id)

-- policies
audit.read_by_branch permissive SELECT to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ()
audit.sealed_by_kit permissive SELECT to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ()
audit.written_by_all permissive INSERT to public using () check (true)
barrier.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
bulk_reading.kit_only permissive ALL to public using ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text)) check ((( SELECT scope_subject() AS scope_subject) = 'kit:seal'::text))
closing_note.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_alias.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_consent.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_person.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
family_plan.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
file_piece.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
file_piece.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '1 day'::interval)))) check (false)
goal.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
going_along.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
group_session.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
help_request.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
idempotency.own permissive ALL to public using ((subject = ( SELECT scope_subject() AS scope_subject))) check ((subject = ( SELECT scope_subject() AS scope_subject)))
idempotency.tidied permissive ALL to public using (((( SELECT scope_subject() AS scope_subject) = 'kit:tidy'::text) AND (recorded_at < (now() - '30 days'::interval)))) check (false)
logged_hour.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
logged_hour.own_tutor permissive SELECT to public using ((person IN ( SELECT
        CASE
            WHEN (u.account_id = ''::text) THEN (u.id)::text
            ELSE u.account_id
        END AS account_id
   FROM tutor u))) check ()
match.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
pair_hold.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
promised_hour.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
promised_hour.own_tutor permissive SELECT to public using ((person IN ( SELECT
        CASE
            WHEN (u.account_id = ''::text) THEN (u.id)::text
            ELSE u.account_id
        END AS account_id
   FROM tutor u))) check ()
proposal_run.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
session.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
session_report.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
support_group.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
support_request.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
trajectory.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
tutor.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))
worry.own_branch permissive ALL to public using ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[]))) check ((branch_code = ANY (( SELECT scope_branches() AS scope_branches)::text[])))

-- grants
audit select to matching
audit_chain_end(OUT "position" bigint, OUT hash bytea, OUT recorded_at timestamp with time zone) execute to matching
audit_checkpoint select to matching
audit_key select to matching
audit_seal select to matching
barrier insert, select, update to matching
branch_rules insert, select, update to matching
bulk_reading insert, select, update to matching
closing_note insert, select, update to matching
cursor insert, select, update to matching
family_alias delete, insert, select, update to matching
family_consent insert, select, update to matching
family_person delete, insert, select to matching
family_plan insert, select, update to matching
file_piece delete, insert, select to matching
goal insert, select, update to matching
going_along insert, select, update to matching
group_session insert, select, update to matching
help_request insert, select, update to matching
idempotency delete, insert, select, update to matching
inbox insert, select to matching
introduce_audit_key(id text, public_key text, "position" bigint, before text, before_signature bytea, signature bytea) execute to matching
logged_hour delete, insert, select, update to matching
match insert, select, update to matching
outbox delete, insert, select, update to matching
pair_hold delete, insert, select, update to matching
parked delete, insert, select, update to matching
promised_hour delete, insert, select, update to matching
proposal_run delete, insert, select, update to matching
scope_branches() execute to public
scope_subject() execute to public
scope_universities() execute to public
seal_audit(seqs bigint[], hashes bytea[]) execute to matching
session insert, select, update to matching
session_report insert, select, update to matching
sign_audit(key_id text, signature bytea) execute to matching
support_group insert, select, update to matching
support_request insert, select, update to matching
trajectory insert, select, update to matching
tutor insert, select, update to matching
university_days insert, select, update to matching
worry insert, select, update to matching
write_audit(lines jsonb) execute to matching

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
