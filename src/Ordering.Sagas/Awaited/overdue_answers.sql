-- Which answers have been awaited for longer than $1 and are not to be asked for at a later time? At most $2, the longest first.
SELECT a.answer, a.order_id, a.subject, a.amount, a.currency, a.reason, a.since
FROM ordering.awaited_answers a
WHERE a.since < now() - $1
  AND NOT EXISTS (SELECT FROM ordering.resends r
    WHERE r.order_id = a.order_id AND r.answer = a.answer AND r.subject = a.subject AND r.answered_at IS NULL AND r.next_at > now())
ORDER BY a.since
LIMIT $2
