UPDATE sandbox.refund_faults SET remaining = remaining - 1 WHERE remaining > 0 RETURNING mode
