# Rscript equivalence.R: two one-sided paired t-tests by t.test, as Schuirmann (1987) has them.
source("reference.R")
set.seed(20061)
sizes <- c(few = 5, some = 12, many = 60, fallen = 30, prorated = 9)
centres <- c(few = 1, some = 0.5, many = 0.8, fallen = -3, prorated = 0)
changes <- lapply(names(sizes), function(name) round(rnorm(sizes[[name]], centres[[name]], 6)))
names(changes) <- names(sizes)
changes$prorated <- changes$prorated * 13 / 11
write.csv(data.frame(set = rep(names(changes), lengths(changes)), change = unlist(changes)),
          "equivalence.csv", row.names = FALSE)
out <- list()
for (name in names(changes)) for (bound in c(1.5, 4)) {
  d <- changes[[name]]
  lower <- t.test(d, mu = -bound, alternative = "greater")
  upper <- t.test(d, mu = bound, alternative = "less")
  ci <- t.test(d, conf.level = 0.90)$conf.int
  values <- list(t_lower = unname(lower$statistic), t_upper = unname(upper$statistic),
                 p = max(lower$p.value, upper$p.value), ci90_low = ci[1], ci90_high = ci[2])
  out[paste(name, bound, names(values), sep = "_")] <- values
}
write_reference(out, "equivalence.out.csv")
