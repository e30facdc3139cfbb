-- Orders of one unit by 20,000 users in turn: far fewer than the limiter's 10 each in a short run.
local users_per_thread = 10000
local threads = 0

function setup(thread)
  thread:set("first_user", threads * users_per_thread + 1)
  threads = threads + 1
end

function init()
  requests, next_request = {}, 0
  for i = 0, users_per_thread - 1 do
    requests[i] = wrk.format("POST", "/api/seckill", { ["Content-Type"] = "application/json" },
      string.format('{"user_id":%d,"quantity":1}', first_user + i))
  end
end

function request()
  next_request = (next_request + 1) % users_per_thread
  return requests[next_request]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requestsPerSecond":%.1f,"p50Milliseconds":%.2f,"p99Milliseconds":%.2f,"non2xx":%d,"socketErrors":%d,"requests":%d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, summary.requests))
end
