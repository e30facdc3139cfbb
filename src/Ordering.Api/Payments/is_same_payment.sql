SELECT (order_id, amount, currency) = ({2}, {3}, {4}) AS "Value"
FROM ordering.payments
WHERE payment_id = {0} AND outcome = {1}
