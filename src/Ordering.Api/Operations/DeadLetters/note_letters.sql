-- The messages that leave next, numbered on from $2.
INSERT INTO ordering.redelivered_letters (redelivery_id, ordinal, message_id, message_type, order_id)
SELECT $1, $2 + letter.ordinality::int, letter.message_id, letter.message_type, letter.order_id
FROM unnest($3::text[], $4::text[], $5::uuid[]) WITH ORDINALITY AS letter (message_id, message_type, order_id, ordinality)
