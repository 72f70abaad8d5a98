-- Whom a file is about may read which lists it could be in were taken out: few lines among many.
create index audit_exports on audit (branch_code, occurred_at) where what = 'export';
