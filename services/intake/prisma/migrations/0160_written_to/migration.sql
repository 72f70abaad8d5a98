-- For what a parent agreed to be written to by itself: nothing, until they said so.
alter table parent add column written_to text[] not null default '{}',
  add column written_means text not null default '',
  add column written_on date,
  add column written_by text not null default '';
