-- What wrk asks, and how it tells what it found: `-- all` for every article in turn, `-- post …` for comments.

local path, field, token, cookie, series

local function words(count)
  local syllables = { "ba", "de", "fi", "go", "hu", "la", "me", "ni", "ro", "tu", "va", "we" }
  local said = {}
  for at = 1, count do
    said[at] = syllables[math.random(12)] .. syllables[math.random(12)] .. syllables[math.random(12)]
  end
  return table.concat(said, "+")
end

local function all()
  local at = 0
  request = function()
    at = at % 1000 + 1
    return wrk.format("GET", "/articles/a" .. at)
  end
end

-- Each from another address, and by another reader.
local function post()
  local at = 0
  request = function()
    at = at + 1
    local who = series .. "-" .. at
    local body = field .. "=" .. token .. "&name=Reader+" .. who .. "&email=" .. who .. "@example.org&body=" .. words(25)
    local headers = {
      ["Content-Type"] = "application/x-www-form-urlencoded",
      ["X-Forwarded-For"] = string.format("10.%d.%d.%d", series % 250, math.floor(at / 250) % 250, at % 250),
    }
    if cookie ~= "" then headers["Cookie"] = cookie end
    return wrk.format("POST", path, headers, body)
  end
end

function init(args)
  if args[1] == "all" then all() end
  if args[1] == "post" then
    path, field, token, series, cookie = args[2], args[3], args[4], tonumber(args[5]), args[6] or ""
    math.randomseed(series)
    post()
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "bytes": %d, "p50": %f, "p99": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
