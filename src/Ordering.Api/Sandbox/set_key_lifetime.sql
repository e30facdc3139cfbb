UPDATE sandbox.refund_keys SET lifetime = $1
