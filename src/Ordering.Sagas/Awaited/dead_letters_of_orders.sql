-- Which of the orders $1 have a message that became a dead letter of the queue $2 or $3 after they began to wait ($4)?
SELECT DISTINCT d.order_id
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS waiting (order_id, queue, answers_to, since)
JOIN messaging.dead_letters d ON d.order_id = waiting.order_id AND d.queue IN (waiting.queue, waiting.answers_to) AND d.at >= waiting.since
