-- Of parents who live apart, to whom the tutor comes: the other does not read when.
alter table parent add column visited boolean not null default false;
