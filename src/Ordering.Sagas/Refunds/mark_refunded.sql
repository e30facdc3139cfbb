UPDATE ordering.refunds SET state = 'Refunded', refunded_at = now()
WHERE payment_id = {0} AND state = 'Requested'
