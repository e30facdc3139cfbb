-- Which of the captured payments are not on record as they are listed? Places in the lists, from 1.
SELECT listed.place::int
FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS listed (payment_id, order_id, amount, currency, place)
WHERE NOT EXISTS (SELECT FROM ordering.payments p
  WHERE p.payment_id = listed.payment_id AND p.outcome = 'succeeded'
    AND (p.order_id, p.amount, p.currency) = (listed.order_id, listed.amount, listed.currency))
