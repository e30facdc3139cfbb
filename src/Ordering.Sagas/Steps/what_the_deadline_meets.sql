SELECT {1} <= now() AS "HasPassed", EXISTS (
  SELECT FROM ordering.recorded_payments p
  WHERE p.order_id = {0} AND p.outcome = 'succeeded' AND p.amount > 0
    AND NOT EXISTS (SELECT FROM ordering.refunds r WHERE r.payment_id = p.payment_id)) AS "PaymentIsOnItsWay"
