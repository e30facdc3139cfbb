-- Places in the lists, from 1. Another transaction that was writing the same row has ended by now: the insert waited for it.
SELECT reported.place::int
FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS reported (payment_id, outcome, order_id, amount, currency, place)
JOIN ordering.payments USING (payment_id, outcome, order_id, amount, currency)
