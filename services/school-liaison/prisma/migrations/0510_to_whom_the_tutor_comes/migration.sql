-- Told with who decides; read by who plans visits.
alter table family_person add column visited boolean not null default false;
