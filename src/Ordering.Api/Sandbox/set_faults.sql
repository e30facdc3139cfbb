UPDATE sandbox.refund_faults SET mode = $1, remaining = $2
