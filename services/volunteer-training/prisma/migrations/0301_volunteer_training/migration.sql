-- CreateTable
CREATE TABLE "university" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "valid_from" TEXT NOT NULL,
    "valid_until" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "university_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "programme" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "university_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "agreed_hours" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "programme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "branch_rules" (
    "branch_code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "kinds" TEXT[],
    "check_required" BOOLEAN NOT NULL,
    "check_validity_months" INTEGER NOT NULL,
    "required_trainings" TEXT[],
    "radius_metres" INTEGER NOT NULL,
    "maximum_families" INTEGER NOT NULL,
    "quiet_days" INTEGER NOT NULL,

    CONSTRAINT "branch_rules_pkey" PRIMARY KEY ("branch_code","version")
);

-- CreateTable
CREATE TABLE "tutor" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "university_code" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL,
    "first_name" TEXT NOT NULL,
    "last_name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "slots" JSONB NOT NULL,
    "languages" TEXT[],
    "subjects" TEXT[],
    "wishes" TEXT[],
    "stages" TEXT[],
    "home_cell_x" INTEGER,
    "home_cell_y" INTEGER,
    "municipality" TEXT NOT NULL,
    "reach_metres" INTEGER NOT NULL,
    "maximum_families" INTEGER NOT NULL,
    "place_kinds" TEXT[],
    "check_seen_on" DATE,
    "check_seen_by" TEXT NOT NULL DEFAULT '',
    "check_valid_until" DATE,
    "check_not_applicable" BOOLEAN NOT NULL DEFAULT false,
    "training_codes" TEXT[],
    "available_from" DATE,
    "available_until" DATE,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "tutor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "training" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "takes_place_on" TEXT NOT NULL,
    "places" INTEGER NOT NULL,
    "search" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "training_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment" (
    "training_id" UUID NOT NULL,
    "tutor_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,

    CONSTRAINT "enrolment_pkey" PRIMARY KEY ("training_id","tutor_id")
);

-- CreateTable
CREATE TABLE "placement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "tutor_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "university_code" TEXT NOT NULL,
    "programme_id" UUID,
    "student_number" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "starts_on" DATE,
    "ends_on" DATE,
    "agreed_hours" INTEGER NOT NULL,
    "coach_account_id" TEXT NOT NULL,
    "roster_hash" TEXT NOT NULL DEFAULT '',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "placement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hours" (
    "session_id" UUID NOT NULL,
    "tutor_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "university_code" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "minutes" INTEGER NOT NULL,

    CONSTRAINT "hours_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "reflection" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "tutor_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "university_code" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "shared_on" DATE,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "reflection_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "programme_university_code_code_key" ON "programme"("university_code", "code");

-- CreateIndex
CREATE INDEX "tutor_branch_code_last_name_idx" ON "tutor"("branch_code", "last_name");

-- CreateIndex
CREATE INDEX "tutor_university_code_idx" ON "tutor"("university_code");

-- CreateIndex
CREATE INDEX "tutor_account_id_idx" ON "tutor"("account_id");

-- CreateIndex
CREATE INDEX "training_branch_code_takes_place_on_idx" ON "training"("branch_code", "takes_place_on");

-- CreateIndex
CREATE INDEX "enrolment_tutor_id_idx" ON "enrolment"("tutor_id");

-- CreateIndex
CREATE INDEX "placement_tutor_id_idx" ON "placement"("tutor_id");

-- CreateIndex
CREATE INDEX "placement_university_code_coach_account_id_idx" ON "placement"("university_code", "coach_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "placement_university_code_student_number_branch_code_key" ON "placement"("university_code", "student_number", "branch_code");

-- CreateIndex
CREATE INDEX "hours_tutor_id_occurred_on_idx" ON "hours"("tutor_id", "occurred_on");

-- CreateIndex
CREATE INDEX "hours_university_code_occurred_on_idx" ON "hours"("university_code", "occurred_on");

-- CreateIndex
CREATE INDEX "reflection_account_id_occurred_on_idx" ON "reflection"("account_id", "occurred_on");

-- CreateIndex
CREATE INDEX "reflection_tutor_id_idx" ON "reflection"("tutor_id");

-- One account is one tutor of a branch.
CREATE UNIQUE INDEX "tutor_branch_code_account_id_key" ON "tutor"("branch_code", "account_id") WHERE "account_id" <> '';

-- A branch reaches its own tutors, a university its own students, whatever a query forgets. The runtime role owns nothing.
do $$
declare
  protected text;
  reaches constant text := '(branch_code = any ((select scope_branches())::text[]) or (university_code <> '''' and university_code = any ((select scope_universities())::text[])))';
begin
  foreach protected in array array['tutor', 'placement', 'hours', 'training', 'enrolment', 'reflection'] loop
    execute format('alter table %I enable row level security', protected);
    execute format('alter table %I force row level security', protected);
  end loop;
  foreach protected in array array['tutor', 'placement', 'hours'] loop
    execute format('create policy branch_or_university on %I using %s with check %s', protected, reaches, reaches);
  end loop;
  foreach protected in array array['training', 'enrolment'] loop
    execute format('create policy own_branch on %I using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]))', protected);
  end loop;
  -- the tutor's own; a coordinator never reads one, a university what its student shares
  create policy own_or_shared on reflection
    using (account_id = (select scope_subject()) or (shared and university_code <> '' and university_code = any ((select scope_universities())::text[])))
    with check (account_id = (select scope_subject()));
  execute format('grant select, insert, update, delete on tutor, placement, hours, training, enrolment, reflection to %I', kit_runtime_role());
  -- reference data is end-dated, never deleted
  execute format('revoke all on university, programme, branch_rules from %I', kit_runtime_role());
  execute format('grant select, insert, update on university, programme, branch_rules to %I', kit_runtime_role());
end $$;
