-- Statements as clients send them (those inside functions are not counted), of this database.
SELECT
  (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
  coalesce(sum(calls), 0)::bigint,
  coalesce(sum(calls) FILTER (WHERE query IN ('COMMIT', 'ROLLBACK')), 0)::bigint
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
