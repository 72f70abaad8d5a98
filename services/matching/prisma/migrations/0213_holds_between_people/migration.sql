-- Keeping two apart is between people, not between a tutor and one question of a family. A pin is of the request it was put on.
alter table pair_hold add column family_id uuid;
-- Its owner changes rows of every branch here, and nobody else.
alter table pair_hold no force row level security;
alter table support_request no force row level security;
update pair_hold h set family_id = r.family_id from support_request r where r.id = h.support_request_id;
delete from pair_hold where family_id is null;
delete from pair_hold h using pair_hold o
  where h.family_id = o.family_id and h.tutor_id = o.tutor_id and h.support_request_id <> o.support_request_id
    and (h.hold, h.support_request_id) > (o.hold, o.support_request_id);
alter table pair_hold alter column family_id set not null;
alter table pair_hold drop constraint pair_hold_pkey;
alter table pair_hold add constraint pair_hold_pkey primary key (family_id, tutor_id);
create index pair_hold_support_request_id_idx on pair_hold (support_request_id);

-- How many times these two had said no when somebody let them try again: a later no counts anew.
alter table pair_hold add column nos integer not null default 0;
alter table pair_hold force row level security;
alter table support_request force row level security;
