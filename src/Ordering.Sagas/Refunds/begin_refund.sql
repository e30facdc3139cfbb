-- How far is the refund of the payment $1? If the provider was never asked for it, it is asked now: that is noted first, and for good, so that whoever
-- gets the message next knows of it, whatever becomes of this process.
WITH begun AS (
  UPDATE ordering.refunds SET asked_at = now() WHERE payment_id = $1 AND state = 'Requested' AND asked_at IS NULL)
SELECT CASE WHEN state = 'Refunded' THEN 'Refunded' WHEN asked_at IS NULL THEN 'New' ELSE 'AskedBefore' END
FROM ordering.refunds WHERE payment_id = $1
