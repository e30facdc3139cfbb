-- The first end stays: what was sent once is sent, whatever a second delivery met.
UPDATE notifications.journal SET state = $4, last_error = coalesce($5, last_error), ended_at = now()
WHERE order_id = $1 AND notice = $2 AND channel = $3 AND state = 'Sending'
