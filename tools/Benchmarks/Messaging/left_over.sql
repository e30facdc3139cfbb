-- What is wrong after that many messages, or null. The inbox is emptied on the way: it holds one stage's messages at a time.
WITH consumed AS (DELETE FROM bench_messaging.inbox RETURNING 1)
SELECT CASE
  WHEN (SELECT count(*) FROM consumed) <> $1 THEN format('%s messages consumed instead of %s', (SELECT count(*) FROM consumed), $1)
  WHEN EXISTS (SELECT FROM bench_messaging.outbox) THEN format('%s messages were not sent', (SELECT count(*) FROM bench_messaging.outbox))
END
