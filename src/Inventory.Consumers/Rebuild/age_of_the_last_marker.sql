-- How long ago was the newest marker sent that the queue $1 has let pass? What was in the queue before has been delivered (docs/adr/0092-awaited-answers.md).
SELECT clock_timestamp() - sent_at FROM messaging.queue_markers WHERE queue = $1
