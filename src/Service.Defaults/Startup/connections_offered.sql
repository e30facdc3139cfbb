-- How many connections may this role have to this database, together with all others?
SELECT least(
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    -- Since PostgreSQL 16.
    - coalesce(current_setting('reserved_connections', true)::int, 0),
  (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
  (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()))
