-- CreateTable
CREATE TABLE "branch_rules" (
    "branch_code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "rules" JSONB NOT NULL,

    CONSTRAINT "branch_rules_pkey" PRIMARY KEY ("branch_code","version")
);

-- CreateTable
CREATE TABLE "tutor" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "branch_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "slots" JSONB NOT NULL,
    "languages" TEXT[],
    "subjects" TEXT[],
    "wishes" TEXT[],
    "stages" TEXT[],
    "home_x" INTEGER,
    "home_y" INTEGER,
    "reach_metres" INTEGER NOT NULL,
    "maximum_families" INTEGER NOT NULL,
    "place_kinds" TEXT[],
    "check_valid_until" DATE,
    "check_not_applicable" BOOLEAN NOT NULL,
    "trainings" TEXT[],
    "university_code" TEXT NOT NULL,
    "available_from" DATE,
    "available_until" DATE,
    "revision" INTEGER NOT NULL,

    CONSTRAINT "tutor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "family_consent" (
    "family_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "branch_code" TEXT NOT NULL,
    "given" BOOLEAN NOT NULL,

    CONSTRAINT "family_consent_pkey" PRIMARY KEY ("family_id","purpose")
);

-- CreateTable
CREATE TABLE "support_request" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "referral_id" UUID NOT NULL,
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "children" JSONB NOT NULL,
    "stages" TEXT[],
    "slots" JSONB NOT NULL,
    "languages" TEXT[],
    "subjects" TEXT[],
    "place_kind" TEXT NOT NULL,
    "cell_x" INTEGER,
    "cell_y" INTEGER,
    "life_domains" TEXT[],
    "asked_on" DATE NOT NULL,
    "profile_version" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "support_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pair_hold" (
    "support_request_id" UUID NOT NULL,
    "tutor_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "hold" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "pair_hold_pkey" PRIMARY KEY ("support_request_id","tutor_id")
);

-- CreateTable
CREATE TABLE "proposal_run" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "proposal_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "match" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "support_request_id" UUID NOT NULL,
    "family_id" UUID NOT NULL,
    "tutor_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "branch_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "first_visit_on" TEXT NOT NULL,
    "visited_on" DATE,
    "family_answer" TEXT NOT NULL DEFAULT '',
    "tutor_answer" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "trajectory_id" UUID,
    "occurred_on" DATE NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "match_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trajectory" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "match_id" UUID NOT NULL,
    "support_request_id" UUID NOT NULL,
    "family_id" UUID NOT NULL,
    "tutor_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "branch_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "started_on" DATE NOT NULL,
    "ends_on" DATE,
    "slots_planned" INTEGER NOT NULL,
    "minimum_sessions" INTEGER NOT NULL,
    "quiet_days" INTEGER NOT NULL,
    "children" JSONB NOT NULL,
    "slots" JSONB NOT NULL,
    "strengths" TEXT[],
    "specialised_queue" TEXT NOT NULL DEFAULT '',
    "until_specialised" BOOLEAN NOT NULL,
    "held" INTEGER NOT NULL DEFAULT 0,
    "missed" INTEGER NOT NULL DEFAULT 0,
    "last_session_on" DATE,
    "closed_on" DATE,
    "close_reason" TEXT NOT NULL DEFAULT '',
    "closing_note" TEXT NOT NULL DEFAULT '',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "trajectory_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "trajectory_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "planned_for" TEXT NOT NULL,
    "occurred_on" DATE,
    "minutes" INTEGER NOT NULL DEFAULT 0,
    "children" TEXT[],
    "parent_present" BOOLEAN NOT NULL DEFAULT false,
    "done" TEXT[],
    "note" TEXT NOT NULL DEFAULT '',
    "what_made_it_hard" TEXT NOT NULL DEFAULT '',
    "what_is_needed" TEXT NOT NULL DEFAULT '',
    "missed_by" TEXT NOT NULL DEFAULT '',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "goal" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "trajectory_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "set_on" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "earlier_texts" TEXT[],
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "goal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "barrier" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "trajectory_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "life_domain" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "levers" TEXT[],
    "services_involved" TEXT[],
    "status" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "barrier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "going_along" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "trajectory_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "who_went" TEXT[],
    "outcome" TEXT NOT NULL,
    "what_next" TEXT NOT NULL,
    "barrier_id" UUID,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "going_along_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "help_request" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "trajectory_id" UUID NOT NULL,
    "family_id" UUID NOT NULL,
    "tutor_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "asked_on" DATE NOT NULL,
    "note" TEXT NOT NULL,
    "answered_on" DATE,
    "answer" TEXT NOT NULL DEFAULT '',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "help_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "tutor_branch_code_idx" ON "tutor"("branch_code");

-- CreateIndex
CREATE INDEX "tutor_account_id_idx" ON "tutor"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "support_request_referral_id_key" ON "support_request"("referral_id");

-- CreateIndex
CREATE INDEX "support_request_branch_code_status_idx" ON "support_request"("branch_code", "status");

-- CreateIndex
CREATE INDEX "support_request_family_id_idx" ON "support_request"("family_id");

-- CreateIndex
CREATE INDEX "proposal_run_branch_code_recorded_at_idx" ON "proposal_run"("branch_code", "recorded_at");

-- CreateIndex
CREATE INDEX "match_branch_code_status_idx" ON "match"("branch_code", "status");

-- CreateIndex
CREATE INDEX "match_support_request_id_idx" ON "match"("support_request_id");

-- CreateIndex
CREATE INDEX "match_account_id_idx" ON "match"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "trajectory_match_id_key" ON "trajectory"("match_id");

-- CreateIndex
CREATE INDEX "trajectory_branch_code_status_idx" ON "trajectory"("branch_code", "status");

-- CreateIndex
CREATE INDEX "trajectory_account_id_idx" ON "trajectory"("account_id");

-- CreateIndex
CREATE INDEX "trajectory_family_id_idx" ON "trajectory"("family_id");

-- CreateIndex
CREATE INDEX "session_trajectory_id_planned_for_idx" ON "session"("trajectory_id", "planned_for");

-- CreateIndex
CREATE INDEX "goal_trajectory_id_idx" ON "goal"("trajectory_id");

-- CreateIndex
CREATE INDEX "barrier_trajectory_id_idx" ON "barrier"("trajectory_id");

-- CreateIndex
CREATE INDEX "going_along_trajectory_id_idx" ON "going_along"("trajectory_id");

-- CreateIndex
CREATE INDEX "help_request_trajectory_id_idx" ON "help_request"("trajectory_id");

-- CreateIndex
CREATE INDEX "help_request_branch_code_answered_on_idx" ON "help_request"("branch_code", "answered_on");

-- One open or running match a support request, whoever accepts at the same moment.
create unique index match_one_at_a_time on match (support_request_id) where status in ('open', 'real');

-- A branch sees its own only, whatever a query forgets. The runtime role owns nothing.
do $$
declare
  protected text;
  tables text[] := array['tutor', 'family_consent', 'support_request', 'pair_hold', 'proposal_run', 'match', 'trajectory', 'session', 'goal',
    'barrier', 'going_along', 'help_request'];
begin
  foreach protected in array tables loop
    execute format('alter table %I enable row level security', protected);
    execute format('alter table %I force row level security', protected);
    execute format('create policy own_branch on %I using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]))', protected);
    execute format('grant select, insert, update, delete on %I to %I', protected, kit_runtime_role());
  end loop;
  execute format('grant select, insert, update, delete on branch_rules to %I', kit_runtime_role());
end $$;
