-- Transactions that wrote something: each takes one transaction id, and nothing else on this server takes any meanwhile.
SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
  coalesce(sum(calls), 0)::bigint,
  coalesce(sum(calls) FILTER (WHERE query IN ('COMMIT', 'ROLLBACK')), 0)::bigint
FROM pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
