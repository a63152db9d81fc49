-- The two roles of this platform. Run by a superuser, connected to the platform's database; may be run again.
-- hls_owner owns the tables and migrates; hls_app is whom the running application talks as, and owns nothing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hls_owner') THEN
    CREATE ROLE hls_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hls_app') THEN
    CREATE ROLE hls_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
END
$$;

ALTER SCHEMA public OWNER TO hls_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO hls_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hls_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO hls_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hls_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hls_app;
ALTER DEFAULT PRIVILEGES FOR ROLE hls_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO hls_app;
