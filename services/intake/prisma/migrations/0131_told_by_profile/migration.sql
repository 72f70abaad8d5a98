-- By which version of the profile it was worked out: another one may say otherwise who is asked.
alter table deciders_told add column profile_version integer not null default 0;
create index deciders_told_branch_code_profile_version_idx on deciders_told (branch_code, profile_version);
