-- The first of several equal ones is inserted, in the order in which they came. Sorted, so that two transactions with the
-- same payments wait for one another instead of locking each other out.
INSERT INTO ordering.payments (payment_id, outcome, order_id, amount, currency)
SELECT payment_id, outcome, order_id, amount, currency
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS word (payment_id, outcome, order_id, amount, currency, place)
ORDER BY payment_id, outcome, place
ON CONFLICT (payment_id, outcome) DO NOTHING
RETURNING payment_id, outcome
