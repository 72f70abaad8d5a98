-- When the family likes to be called.
alter table family add column call_hour text not null default '';
-- Answers to indicators are kept as the contract has them: a list.
alter table referral alter column indicators set default '[]';
