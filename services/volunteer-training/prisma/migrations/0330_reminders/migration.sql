-- Of what a tutor wants no reminder; and on which day they reflected last, without which nobody but
-- they could say that a reflection waits.
alter table tutor add column reminders_off text[] not null default '{}',
  add column reflected_on date;
