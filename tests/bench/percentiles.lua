-- wrk's own report stops at 99 %. One line more: microseconds at the median, 99 % and 99.9 %, and the answers.
done = function(summary, latency)
  io.write(string.format("percentiles %d %d %d %d\n", latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
                         summary.requests))
end
