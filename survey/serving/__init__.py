"""How the program is served: workers, proxies, probes, the log and the counts for monitoring."""
