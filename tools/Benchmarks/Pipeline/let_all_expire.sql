-- The deadlines of all orders that wait for their payment become one moment, in the order and in its schedule. Returns the seconds until then.
WITH due AS (
  UPDATE ordering.orders SET payment_due_at = now() + interval '5 s'
  WHERE state = 'AwaitingPayment' AND payment_due_at > now() + interval '1 minute'),
moved AS (
  UPDATE ordering.scheduled_message SET due_at = now() + interval '5 s'
  WHERE message_types LIKE '%:PaymentExpired%' AND due_at > now() + interval '1 minute')
SELECT extract(epoch FROM now() + interval '5 s' - clock_timestamp())::float8
