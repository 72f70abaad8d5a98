-- For what a parent agreed to be written to by itself, told with who decides; and the moment at
-- which a family was asked: who was written to before that was not written to of it.
alter table family_person add column written_to text[] not null default '{}';
alter table message add column asked_at timestamptz;
