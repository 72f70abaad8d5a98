-- CreateTable
CREATE TABLE "notice" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "branch_code" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "pinned_on" DATE NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "notice_branch_code_pinned_on_idx" ON "notice"("branch_code", "pinned_on");

-- A branch sees its own notices only, whatever a query forgets. The runtime role owns nothing.
alter table notice enable row level security;
alter table notice force row level security;
create policy own_branch on notice using (branch_code = any ((select scope_branches())::text[])) with check (branch_code = any ((select scope_branches())::text[]));
do $$
begin
  execute format('grant select, insert, update, delete on notice to %I', kit_runtime_role());
end $$;
