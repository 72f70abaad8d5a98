-- Whoever signs has signed a text, which is kept with the name. When the sheet says something else later, a name may stand under that too;
-- the one before stays. What was signed until now was the text that ships, which was not kept.
alter table agreement_signature
  add column sheet_language text not null default '',
  add column promised_family text not null default '',
  add column promised_tutor text not null default '',
  add column promised_branch text not null default '',
  add column sheet_hash text not null default '';
drop index agreement_signature_family_id_side_person_id_key;
create unique index agreement_signature_family_id_side_person_id_sheet_hash_key
  on agreement_signature (family_id, side, person_id, sheet_hash);
