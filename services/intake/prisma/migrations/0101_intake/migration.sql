-- CreateTable
CREATE TABLE "branch" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "municipalities" TEXT[],
    "valid_from" TEXT NOT NULL,
    "valid_until" TEXT NOT NULL DEFAULT '',
    "cell_x" INTEGER NOT NULL DEFAULT 0,
    "cell_y" INTEGER NOT NULL DEFAULT 0,
    "anchor_name" TEXT NOT NULL DEFAULT '',
    "anchor_phone" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "branch_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "profile" (
    "branch_code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "valid_from" DATE NOT NULL,
    "preset" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "edited_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,

    CONSTRAINT "profile_pkey" PRIMARY KEY ("branch_code","version")
);

-- CreateTable
CREATE TABLE "family" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "family_name" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "how_to_reach" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "street_and_number" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "municipality" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "phone_digits" TEXT NOT NULL,
    "children" TEXT[],
    "grades" TEXT[],
    "status" TEXT NOT NULL,
    "last_event_on" DATE NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "family_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "child" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "first_name" TEXT NOT NULL,
    "grade" TEXT NOT NULL,
    "school" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "child_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "referral" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "referrer_kind" TEXT NOT NULL,
    "referrer_name" TEXT NOT NULL,
    "referrer_organisation" TEXT NOT NULL,
    "referrer_email" TEXT NOT NULL,
    "referrer_phone" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "expectation" TEXT NOT NULL,
    "family_question" TEXT NOT NULL,
    "family_agreed" BOOLEAN NOT NULL,
    "family_informed" BOOLEAN NOT NULL,
    "occurred_on" DATE NOT NULL,
    "recorded_at" TIMESTAMPTZ NOT NULL,
    "profile_version" INTEGER NOT NULL,
    "question_at_visit" TEXT NOT NULL DEFAULT '',
    "life_domains" TEXT[],
    "indicators" JSONB NOT NULL DEFAULT '{}',
    "visit" JSONB,
    "visit_on" DATE,
    "decision" JSONB,
    "import_id" UUID,
    "import_hash" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "referral_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "given" BOOLEAN NOT NULL,
    "means" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "given_by" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "withdrawn_on" DATE,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "timeline_entry" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "values" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "timeline_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "waiting" (
    "referral_id" UUID NOT NULL,
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "since" DATE NOT NULL,
    "wait_reason" TEXT NOT NULL,
    "in_focus" BOOLEAN NOT NULL,
    "last_contact_on" DATE,
    "next_contact_on" DATE NOT NULL,
    "ended_on" DATE,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "waiting_pkey" PRIMARY KEY ("referral_id")
);

-- CreateTable
CREATE TABLE "social_map_place" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "domains" TEXT[],
    "phone" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "last_confirmed_on" DATE,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "social_map_place_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "warm_referral" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "family_id" UUID NOT NULL,
    "referral_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "place_id" UUID NOT NULL,
    "hand_over" TEXT NOT NULL,
    "occurred_on" DATE NOT NULL,
    "check_on" DATE NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'open',
    "outcome_note" TEXT NOT NULL DEFAULT '',
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "warm_referral_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "family_tutor" (
    "match_id" UUID NOT NULL,
    "family_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "tutor_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,

    CONSTRAINT "family_tutor_pkey" PRIMARY KEY ("match_id")
);

-- CreateIndex
CREATE INDEX "family_branch_code_last_event_on_idx" ON "family"("branch_code", "last_event_on");

-- CreateIndex
CREATE INDEX "family_branch_code_phone_digits_idx" ON "family"("branch_code", "phone_digits");

-- CreateIndex
CREATE INDEX "child_family_id_idx" ON "child"("family_id");

-- CreateIndex
CREATE INDEX "child_branch_code_search_idx" ON "child"("branch_code", "search");

-- CreateIndex
CREATE INDEX "referral_family_id_idx" ON "referral"("family_id");

-- CreateIndex
CREATE INDEX "referral_branch_code_occurred_on_idx" ON "referral"("branch_code", "occurred_on");

-- CreateIndex
CREATE INDEX "referral_import_id_idx" ON "referral"("import_id");

-- CreateIndex
CREATE UNIQUE INDEX "referral_branch_code_import_hash_key" ON "referral"("branch_code", "import_hash");

-- CreateIndex
CREATE INDEX "consent_family_id_idx" ON "consent"("family_id");

-- CreateIndex
CREATE INDEX "timeline_entry_family_id_occurred_on_idx" ON "timeline_entry"("family_id", "occurred_on");

-- CreateIndex
CREATE INDEX "waiting_branch_code_since_idx" ON "waiting"("branch_code", "since");

-- CreateIndex
CREATE INDEX "waiting_family_id_idx" ON "waiting"("family_id");

-- CreateIndex
CREATE INDEX "social_map_place_branch_code_name_idx" ON "social_map_place"("branch_code", "name");

-- CreateIndex
CREATE INDEX "warm_referral_branch_code_check_on_idx" ON "warm_referral"("branch_code", "check_on");

-- CreateIndex
CREATE INDEX "warm_referral_family_id_idx" ON "warm_referral"("family_id");

-- CreateIndex
CREATE INDEX "family_tutor_account_id_idx" ON "family_tutor"("account_id");

-- CreateIndex
CREATE INDEX "family_tutor_family_id_idx" ON "family_tutor"("family_id");

-- A branch sees its own families only, whatever a query forgets. The runtime role owns nothing.
do $$
declare
  protected text;
begin
  foreach protected in array array['family', 'child', 'referral', 'consent', 'timeline_entry', 'waiting', 'social_map_place', 'warm_referral', 'family_tutor'] loop
    execute format('alter table %I enable row level security', protected);
    execute format('alter table %I force row level security', protected);
    execute format('create policy own_branch on %I using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]))', protected);
  end loop;
  execute format('grant select, insert, update, delete on family, child, referral, consent, timeline_entry, waiting, social_map_place, warm_referral, family_tutor to %I', kit_runtime_role());
  -- reference data is end-dated, never deleted
  execute format('revoke all on branch, profile from %I', kit_runtime_role());
  execute format('grant select, insert, update on branch to %I', kit_runtime_role());
  execute format('grant select, insert on profile to %I', kit_runtime_role());
end $$;
