-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "branch_rules" (
    "branch_code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "rules" JSONB NOT NULL,

    CONSTRAINT "branch_rules_pkey" PRIMARY KEY ("branch_code","version")
);

-- CreateTable
CREATE TABLE "family_consent" (
    "family_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "branch_code" TEXT NOT NULL,
    "given" BOOLEAN NOT NULL,
    "receiver" TEXT NOT NULL DEFAULT '',
    "child_id" TEXT NOT NULL DEFAULT '',
    "until" DATE,
    "sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "family_consent_pkey" PRIMARY KEY ("family_id","purpose","receiver","child_id")
);

-- CreateTable
CREATE TABLE "family_alias" (
    "family_id" UUID NOT NULL,
    "into_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,

    CONSTRAINT "family_alias_pkey" PRIMARY KEY ("family_id")
);

-- CreateTable
CREATE TABLE "family_person" (
    "family_id" UUID NOT NULL,
    "child_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "held" BOOLEAN NOT NULL,
    "language" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "family_person_pkey" PRIMARY KEY ("family_id","child_id","person_id")
);

-- CreateTable
CREATE TABLE "school" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kinds" TEXT[],
    "municipality" TEXT NOT NULL,
    "written_as" TEXT[],
    "valid_from" DATE,
    "valid_until" DATE,
    "into_school_id" UUID,
    "search" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "school_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "school_contact" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "school_ids" UUID[],
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "named" BOOLEAN NOT NULL,
    "deputy_id" UUID,
    "digest" TEXT NOT NULL DEFAULT 'each',
    "until" DATE,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "school_contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pupil" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "child_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "school_id" UUID NOT NULL,
    "since" DATE NOT NULL,
    "until" DATE,

    CONSTRAINT "pupil_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "family_id" UUID NOT NULL,
    "child_id" UUID NOT NULL,
    "child_name" TEXT NOT NULL,
    "school_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "begun_by" TEXT NOT NULL,
    "begun_by_person" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "may_discuss" BOOLEAN NOT NULL,
    "asked_on" DATE,
    "sent_at" TIMESTAMPTZ,
    "beside_id" UUID,
    "approved_at" TIMESTAMPTZ,
    "let_go_why" TEXT NOT NULL DEFAULT '',
    "stopped_status" TEXT NOT NULL DEFAULT '',
    "stopped_sequence" INTEGER NOT NULL DEFAULT 0,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_version" (
    "message_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "branch_code" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'nl',
    "translations" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    "made_by" TEXT NOT NULL,

    CONSTRAINT "message_version_pkey" PRIMARY KEY ("message_id","version")
);

-- CreateTable
CREATE TABLE "message_receiver" (
    "message_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ,
    "receipt" TEXT NOT NULL DEFAULT '',
    "receipt_note" TEXT NOT NULL DEFAULT '',
    "receipt_at" TIMESTAMPTZ,

    CONSTRAINT "message_receiver_pkey" PRIMARY KEY ("message_id","contact_id")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "object_kind" TEXT NOT NULL,
    "object_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "person_id" UUID NOT NULL,
    "answer" TEXT NOT NULL,
    "means" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "interpreted_by" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "said_at" TIMESTAMPTZ NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "recorded_subject" TEXT NOT NULL,
    "undone_at" TIMESTAMPTZ,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "school_answer" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "message_id" UUID NOT NULL,
    "contact_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "corrects_id" UUID,
    "said_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "school_answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reading" (
    "answer_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "choice" TEXT NOT NULL,
    "chosen_at" TIMESTAMPTZ NOT NULL,
    "read_at" TIMESTAMPTZ,

    CONSTRAINT "reading_pkey" PRIMARY KEY ("answer_id","person_id")
);

-- CreateTable
CREATE TABLE "question" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    "taken_by" TEXT NOT NULL DEFAULT '',
    "due_on" DATE,
    "answer" TEXT NOT NULL DEFAULT '',
    "answered_at" TIMESTAMPTZ,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "commitment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "child_id" UUID NOT NULL,
    "school_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "said_by" TEXT NOT NULL,
    "follow_up_on" DATE,
    "outcome" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "commitment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meeting" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "planned_for" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "online" BOOLEAN NOT NULL,
    "school_ids" UUID[],
    "family_id" UUID,
    "child_id" UUID,
    "child_name" TEXT NOT NULL,
    "goes_along" TEXT NOT NULL,
    "themes" TEXT[],
    "agenda" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "decisions" JSONB NOT NULL,
    "new_offers" JSONB NOT NULL,
    "student_questions" TEXT[],
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "meeting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meeting_answer" (
    "meeting_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "points" TEXT NOT NULL,
    "brings" TEXT NOT NULL,

    CONSTRAINT "meeting_answer_pkey" PRIMARY KEY ("meeting_id","person_id")
);

-- CreateTable
CREATE TABLE "return_question" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "used_in" UUID,

    CONSTRAINT "return_question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "folder" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "child_id" UUID NOT NULL,
    "child_name" TEXT NOT NULL,
    "school_id" UUID NOT NULL,
    "school_year" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "folder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "folder_day" (
    "folder_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "branch_code" TEXT NOT NULL,
    "homework" TEXT NOT NULL,
    "went_well" TEXT NOT NULL,
    "of_child" TEXT NOT NULL,
    "seen_at_home" BOOLEAN NOT NULL DEFAULT false,
    "seen_at_school" BOOLEAN NOT NULL DEFAULT false,
    "teacher_line" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "folder_day_pkey" PRIMARY KEY ("folder_id","day")
);

-- CreateTable
CREATE TABLE "signal" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "theme" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "raised_on" DATE NOT NULL,
    "taken_up_by" TEXT NOT NULL DEFAULT '',
    "look_again_on" DATE,
    "outcome" TEXT NOT NULL DEFAULT '',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "signal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_seen" (
    "signal_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "branch_code" TEXT NOT NULL,

    CONSTRAINT "signal_seen_pkey" PRIMARY KEY ("signal_id","subject")
);

-- CreateIndex
CREATE INDEX "family_alias_into_id_idx" ON "family_alias"("into_id");

-- CreateIndex
CREATE INDEX "family_person_person_id_idx" ON "family_person"("person_id");

-- CreateIndex
CREATE INDEX "school_branch_code_name_idx" ON "school"("branch_code", "name");

-- CreateIndex
CREATE INDEX "school_contact_branch_code_idx" ON "school_contact"("branch_code");

-- CreateIndex
CREATE INDEX "pupil_family_id_idx" ON "pupil"("family_id");

-- CreateIndex
CREATE INDEX "pupil_school_id_idx" ON "pupil"("school_id");

-- CreateIndex
CREATE INDEX "message_family_id_idx" ON "message"("family_id");

-- CreateIndex
CREATE INDEX "message_branch_code_status_idx" ON "message"("branch_code", "status");

-- CreateIndex
CREATE INDEX "message_receiver_contact_id_idx" ON "message_receiver"("contact_id");

-- CreateIndex
CREATE INDEX "approval_object_id_idx" ON "approval"("object_id");

-- CreateIndex
CREATE INDEX "school_answer_message_id_idx" ON "school_answer"("message_id");

-- CreateIndex
CREATE INDEX "question_family_id_idx" ON "question"("family_id");

-- CreateIndex
CREATE INDEX "question_branch_code_answered_at_idx" ON "question"("branch_code", "answered_at");

-- CreateIndex
CREATE INDEX "commitment_family_id_idx" ON "commitment"("family_id");

-- CreateIndex
CREATE INDEX "meeting_branch_code_planned_for_idx" ON "meeting"("branch_code", "planned_for");

-- CreateIndex
CREATE INDEX "meeting_family_id_idx" ON "meeting"("family_id");

-- CreateIndex
CREATE INDEX "return_question_branch_code_idx" ON "return_question"("branch_code");

-- CreateIndex
CREATE INDEX "folder_family_id_idx" ON "folder"("family_id");

-- CreateIndex
CREATE UNIQUE INDEX "folder_child_id_school_year_key" ON "folder"("child_id", "school_year");

-- CreateIndex
CREATE INDEX "signal_branch_code_status_idx" ON "signal"("branch_code", "status");

-- The person of a link that calls; null where anybody else does.
create function linked_person() returns text language sql stable as
  $$ select case when scope_subject() like 'link:%' then substr(scope_subject(), 6) end $$;

-- A branch reaches its own, whatever a query forgets. A parent's link reaches the own family and never another person's questions or choices, a school
-- contact's link what was sent to that contact. The runtime role owns nothing.
do $$
declare
  protected text;
  branch constant text := 'branch_code = any ((select scope_branches())::text[])';
  nobody constant text := '(select linked_person()) is null';
  own_family constant text := 'family_id in (select p.family_id from family_person p where not p.held and p.person_id::text = (select linked_person()))';
  sent_to_them constant text := 'sent_at is not null and exists (select 1 from message_receiver r where r.message_id = message.id and r.contact_id::text = (select linked_person()))';
  their_school constant text := 'school_id in (select unnest(c.school_ids) from school_contact c where c.until is null and c.id::text = (select linked_person()))';
  of_message constant text := 'exists (select 1 from message m where m.id = message_id)';
  within text;
begin
  foreach protected in array array['branch_rules', 'family_consent', 'family_alias', 'family_person', 'school', 'school_contact', 'pupil', 'message',
      'message_version', 'message_receiver', 'approval', 'school_answer', 'reading', 'question', 'commitment', 'meeting', 'meeting_answer',
      'return_question', 'folder', 'folder_day', 'signal', 'signal_seen'] loop
    within := branch || case protected
      when 'message' then format(' and (%s or %s or (%s))', nobody, own_family, sent_to_them)
      when 'message_version' then format(' and (%s or %s)', nobody, of_message)
      when 'school_answer' then format(' and (%s or %s)', nobody, of_message)
      when 'approval' then format(' and (%s or exists (select 1 from message m where m.id = object_id) or exists (select 1 from folder f where f.id = object_id))', nobody)
      when 'reading' then format(' and (%s or person_id::text = (select linked_person()))', nobody)
      when 'question' then format(' and (%s or person_id::text = (select linked_person()))', nobody)
      when 'meeting_answer' then format(' and (%s or person_id::text = (select linked_person()))', nobody)
      when 'pupil' then format(' and (%s or %s)', nobody, own_family)
      when 'commitment' then format(' and (%s or %s or %s)', nobody, own_family, their_school)
      when 'meeting' then format(' and (%s or %s)', nobody, own_family)
      when 'folder' then format(' and (%s or %s or %s)', nobody, own_family, their_school)
      when 'folder_day' then format(' and (%s or exists (select 1 from folder f where f.id = folder_id))', nobody)
      when 'signal' then format(' and %s', nobody)
      when 'signal_seen' then format(' and %s', nobody)
      when 'return_question' then format(' and %s', nobody)
      else '' end;
    if protected <> 'branch_rules' then
      execute format('alter table %I enable row level security', protected);
      execute format('alter table %I force row level security', protected);
      execute format('create policy reaches on %I using (%s) with check (%s)', protected, within, within);
    end if;
    execute format('revoke all on %I from %I', protected, kit_runtime_role());
    execute format('grant select, insert, update on %I to %I', protected, kit_runtime_role());
  end loop;
  execute format('grant delete on family_alias, family_person, message_receiver to %I', kit_runtime_role());
  execute format('grant execute on function linked_person() to %I', kit_runtime_role());
end $$;
