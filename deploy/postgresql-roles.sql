-- Rights on PostgreSQL. One role owns the tables: migrations, audit archive and audit purge run under it. Another, under
-- which web and workers run, works with all of them, but may only read and add to the history.
--
-- Once:            CREATE ROLE govopen_app LOGIN; \password govopen_app
-- Then, after each migrate, as the owner of the tables:    psql -f deploy/postgresql-roles.sql

GRANT USAGE ON SCHEMA public TO govopen_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO govopen_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO govopen_app;

REVOKE ALL ON units_auditentry, units_auditseal, units_auditarchive FROM govopen_app;
GRANT SELECT, INSERT ON units_auditentry, units_auditseal TO govopen_app;
GRANT SELECT ON units_auditarchive TO govopen_app; -- what is archived opens the way to a purge
