-- CreateTable
CREATE TABLE "fact" (
    "kind" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "item" TEXT NOT NULL DEFAULT '',
    "branch_code" TEXT NOT NULL,
    "family_id" UUID,
    "tutor_id" UUID,
    "about_id" UUID,
    "day" DATE NOT NULL,
    "until" DATE,
    "code" TEXT NOT NULL DEFAULT '',
    "other" TEXT NOT NULL DEFAULT '',
    "amount" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "fact_pkey" PRIMARY KEY ("kind","source_id","item")
);

-- CreateTable
CREATE TABLE "counted_family" (
    "family_id" UUID NOT NULL,
    "root_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "municipality" TEXT NOT NULL DEFAULT '',
    "language" TEXT NOT NULL DEFAULT '',
    "home_languages" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "language_band" TEXT NOT NULL DEFAULT '',
    "stage" TEXT NOT NULL DEFAULT '',
    "statistics" BOOLEAN NOT NULL DEFAULT false,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "withdrawn_on" DATE,
    "withdrawn_by" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "counted_family_pkey" PRIMARY KEY ("family_id")
);

-- CreateTable
CREATE TABLE "family_alias" (
    "family_id" UUID NOT NULL,
    "into_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,

    CONSTRAINT "family_alias_pkey" PRIMARY KEY ("family_id")
);

-- CreateTable
CREATE TABLE "counted_tutor" (
    "tutor_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "university_code" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "works_from" DATE,
    "works_until" DATE,
    "families" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,

    CONSTRAINT "counted_tutor_pkey" PRIMARY KEY ("tutor_id")
);

-- CreateTable
CREATE TABLE "known_branch" (
    "branch_code" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,

    CONSTRAINT "known_branch_pkey" PRIMARY KEY ("branch_code")
);

-- CreateTable
CREATE TABLE "academic_year" (
    "year" INTEGER NOT NULL,
    "from_day" DATE NOT NULL,
    "until_day" DATE NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "academic_year_pkey" PRIMARY KEY ("year")
);

-- CreateTable
CREATE TABLE "release" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "number" INTEGER NOT NULL,
    "period_kind" TEXT NOT NULL,
    "period_year" INTEGER NOT NULL,
    "from_day" DATE NOT NULL,
    "until_day" DATE NOT NULL,
    "made_on" DATE NOT NULL,
    "note" TEXT NOT NULL,
    "corrects_id" UUID,
    "cube_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "definitions" JSONB NOT NULL,
    "tables" JSONB NOT NULL,
    "withheld" JSONB NOT NULL,

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_cube" (
    "release_id" UUID NOT NULL,
    "branch_code" TEXT NOT NULL,
    "indicator" TEXT NOT NULL,
    "area" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "value" INTEGER NOT NULL,

    CONSTRAINT "release_cube_pkey" PRIMARY KEY ("release_id","indicator","area","code","branch_code")
);

-- CreateTable
CREATE TABLE "examination_answer" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "question" TEXT NOT NULL,
    "voice" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "written_by" TEXT NOT NULL,
    "written_on" DATE NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "examination_answer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "fact_branch_code_kind_day_idx" ON "fact"("branch_code", "kind", "day");

-- CreateIndex
CREATE INDEX "fact_family_id_idx" ON "fact"("family_id");

-- CreateIndex
CREATE INDEX "fact_source_id_idx" ON "fact"("source_id");

-- CreateIndex
CREATE INDEX "counted_family_root_id_idx" ON "counted_family"("root_id");

-- CreateIndex
CREATE INDEX "counted_family_branch_code_idx" ON "counted_family"("branch_code");

-- CreateIndex
CREATE INDEX "family_alias_into_id_idx" ON "family_alias"("into_id");

-- CreateIndex
CREATE INDEX "counted_tutor_branch_code_idx" ON "counted_tutor"("branch_code");

-- CreateIndex
CREATE UNIQUE INDEX "release_number_key" ON "release"("number");

-- CreateIndex
CREATE INDEX "examination_answer_branch_code_year_idx" ON "examination_answer"("branch_code", "year");

-- A branch reaches its own facts, its own rows of a cube and what it said of itself, whatever a query forgets. What was released, which branches there
-- are and when an academic year begins is everybody's. The runtime role owns nothing.
do $$
declare
  protected text;
  branch constant text := 'branch_code = any ((select scope_branches())::text[])';
begin
  foreach protected in array array['fact', 'counted_family', 'family_alias', 'counted_tutor', 'release_cube', 'examination_answer'] loop
    execute format('alter table %I enable row level security', protected);
    execute format('alter table %I force row level security', protected);
    execute format('create policy reaches on %I using (%s) with check (%s)', protected, branch, branch);
  end loop;
  execute format('grant select, insert, update, delete on fact, family_alias, examination_answer to %I', kit_runtime_role());
  execute format('grant select, insert, update on counted_family, counted_tutor, known_branch, academic_year to %I', kit_runtime_role());
  execute format('grant select, insert on release, release_cube to %I', kit_runtime_role());
end $$;
