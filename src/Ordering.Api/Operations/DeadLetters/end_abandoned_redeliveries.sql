-- A redelivery whose process is gone. What it had not delivered is in its queue.
UPDATE ordering.redeliveries SET state = 'Interrupted', ended_at = now(), note = 'Its process ended. Letters that it did not reach are in their queue.'
WHERE state = 'Running' AND alive_at < now() - $1::interval
