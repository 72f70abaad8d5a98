-- A session that nobody uses ends: when it was used last, and after how many minutes without use.
alter table session add column used_at timestamptz not null default now();
alter table session add column idle_minutes int not null default 30;
