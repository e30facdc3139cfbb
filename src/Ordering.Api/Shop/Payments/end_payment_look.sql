-- What was captured before $1 has been compared.
UPDATE ordering.payment_looks SET checked_until = greatest(checked_until, $1)
