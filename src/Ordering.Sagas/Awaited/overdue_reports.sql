-- Which reports of payments, declines and cancellations has no saga taken note of for longer than $1? At most $2 that were never sent again, the
-- longest first; and those that were, and are due once more. Reports before checked_until had all been taken note of.
(SELECT u.answer, u.order_id, u.subject, u.amount, u.currency, u.reason, u.since
 FROM ordering.unapplied_reports u
 WHERE u.since >= (SELECT checked_until FROM ordering.duties WHERE name = $3) AND u.since < now() - $1
   AND NOT EXISTS (SELECT FROM ordering.resends r WHERE r.order_id = u.order_id AND r.answer = u.answer AND r.subject = u.subject AND r.answered_at IS NULL)
 ORDER BY u.since
 LIMIT $2)
UNION ALL
(SELECT u.answer, u.order_id, u.subject, u.amount, u.currency, u.reason, u.since
 FROM ordering.resends r
 JOIN ordering.unapplied_reports u ON u.order_id = r.order_id AND u.answer = r.answer AND u.subject = r.subject
 WHERE r.answered_at IS NULL AND r.next_at <= now()
 LIMIT $2)
