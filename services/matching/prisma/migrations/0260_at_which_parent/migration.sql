-- At which parent the visits of a trajectory are, where that is another one than the family's page says.
alter table trajectory add column at_person_id uuid;
