-- The roles of this platform. Run by a superuser, connected to the platform's database; may be run again.
-- hls_owner owns the tables and migrates. hls_app is whom the running application talks as: it owns nothing, and
-- reads and writes what the policies let the person who asks read and write. hls_wall owns the functions that the
-- policies ask. The others are one for each job of the platform that has to see more, with the least it needs:
-- which tables and columns, says each app's walls.py.
DO $$
DECLARE
  job text;
BEGIN
  FOREACH job IN ARRAY ARRAY['hls_owner', 'hls_app'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = job) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', job);
    END IF;
  END LOOP;
  FOREACH job IN ARRAY ARRAY[
    'hls_wall',      -- answers the policies' questions
    'hls_back_up',   -- reads everything and changes nothing, for back_up, which only the owner can run
    'hls_sign_in',   -- finds people by their address, before they are signed in
    'hls_clock',     -- finds which digests and reports are due
    'hls_post',      -- finds letters that wait, and says that they were sent
    'hls_registrar', -- gives reports their numbers
    'hls_scrubber',  -- takes withdrawn words out of reports
    'hls_sealer',    -- seals the trail of what was done, and looks through it
    'hls_returner',  -- gives words back to their authors when their time in a circle is over
    'hls_administration', -- keeps order among people and circles for an administrator: their structure, no words
    'hls_glass',     -- reads one circle, and changes nothing, for an administrator to whom a second one allowed it
    'hls_rights',    -- gathers and takes away what is held of the one person who is told, and of nobody else
    'hls_guest',     -- writes into the trail what a guest did, who is no person; reads nothing
    'hls_door'       -- the commands of whoever runs the place: finds circles and maps by name
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = job) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', job);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', job);
    IF job NOT IN ('hls_wall', 'hls_back_up') THEN
      EXECUTE format('GRANT %I TO hls_app WITH INHERIT FALSE, SET TRUE', job);
    END IF;
  END LOOP;
END
$$;
GRANT hls_wall, hls_back_up TO hls_owner WITH INHERIT FALSE, SET TRUE;
REVOKE hls_wall, hls_back_up FROM hls_app;

ALTER SCHEMA public OWNER TO hls_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO hls_app, hls_wall;
CREATE SCHEMA IF NOT EXISTS wall AUTHORIZATION hls_wall;
GRANT USAGE ON SCHEMA wall TO PUBLIC;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO hls_app, hls_sign_in;
ALTER DEFAULT PRIVILEGES FOR ROLE hls_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO hls_app, hls_sign_in;
-- Rights on tables come with their walls, never before.
ALTER DEFAULT PRIVILEGES FOR ROLE hls_owner IN SCHEMA public REVOKE ALL ON TABLES FROM hls_app;
