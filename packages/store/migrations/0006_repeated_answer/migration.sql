-- An earlier answer is for who may still see what it is about: whose it was, and which files it opened.
alter table idempotency add column about jsonb not null default '{"branches":[],"universities":[],"touched":[]}';
