-- A referral to which the family said no, or never said yes, is kept no longer than the profile's days: a count without persons remains.
alter table referral add column forgotten_on date;

create table referral_forgotten (
  branch_code text not null,
  -- the first day of the month in which it was referred
  month date not null,
  referrer_kind text not null,
  -- said_no, no_answer
  why text not null,
  referrals integer not null,
  primary key (branch_code, month, referrer_kind, why)
);
alter table referral_forgotten enable row level security;
alter table referral_forgotten force row level security;
create policy own_branch on referral_forgotten using (branch_code = any ((select scope_branches())::text[]))
  with check (branch_code = any ((select scope_branches())::text[]));
do $$
begin
  execute format('revoke all on referral_forgotten from %I', kit_runtime_role());
  execute format('grant select, insert, update on referral_forgotten to %I', kit_runtime_role());
end $$;
