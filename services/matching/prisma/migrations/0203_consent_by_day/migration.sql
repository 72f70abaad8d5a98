-- What is in force of a family's consents, as intake told it last: per place and child, until when, and at which count.
alter table family_consent
  add column receiver text not null default '',
  -- empty: the family
  add column child_id text not null default '',
  add column until date,
  add column sequence integer not null default 0;
alter table family_consent drop constraint family_consent_pkey;
alter table family_consent add primary key (family_id, purpose, receiver, child_id);

-- what ended because registration was withdrawn, so that it can be taken back within its minute
alter table support_request
  add column stopped_sequence integer not null default 0,
  add column stopped_status text not null default '',
  add column stopped_children jsonb not null default '[]';
alter table match
  add column stopped_sequence integer not null default 0,
  add column stopped_status text not null default '';
alter table trajectory
  add column stopped_sequence integer not null default 0,
  add column stopped_children jsonb not null default '[]';
