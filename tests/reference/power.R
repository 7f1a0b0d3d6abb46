# Rscript power.R: power of the paired t-test by power.t.test, of paired equivalence in two ways.
source("reference.R")
out <- list()
for (n in c(2, 6, 12, 40, 600)) for (change in c(1.5, 4, 12)) for (alpha in c(.05, .01)) {
  test <- power.t.test(n, change, sd = 9, sig.level = alpha, type = "paired", strict = TRUE)
  out[[paste("t_test", n, change, alpha, sep = "_")]] <- test$power
}
for (n in c(3, 6, 12, 40, 600)) {
  test <- power.t.test(n, sd = 9, power = .8, type = "paired", strict = TRUE, tol = 1e-13)
  out[[paste("smallest_change", n, sep = "_")]] <- test$delta
}
# People alike in groups: variance x 1 + (m - 1) icc, m = sum of squared group sizes / people,
# degrees of freedom by groups.
for (groups in c(3, 11, 90)) for (n in c(20, 270)) if (n > groups) {
  sizes <- table((seq_len(n) - 1) %% groups)
  se <- 9 / sqrt(n) * sqrt(1 + (sum(sizes^2) / n - 1) * .10)
  critical <- qt(.975, groups - 1)
  out[[paste("clustered", n, groups, sep = "_")]] <- pt(-critical, groups - 1, 4 / se) +
    pt(critical, groups - 1, 4 / se, lower.tail = FALSE)
}
# Equivalence at no change. The joint chance of both one-sided tests, over the chi-square of
# the variance found; and the same by drawing mean and variance a million times (sim_).
set.seed(20061)
for (n in c(6, 12, 40, 150)) for (bound in c(2, 4)) {
  b <- bound / (9 / sqrt(n))
  critical <- qt(.95, n - 1)
  both <- function(v) (2 * pnorm(b - critical * sqrt(v / (n - 1))) - 1) * dchisq(v, n - 1)
  most <- min((n - 1) * (b / critical)^2, qchisq(1e-16, n - 1, lower.tail = FALSE))
  cuts <- c(0, most * (1:20) / 20)
  out[[paste("equivalence", n, bound, sep = "_")]] <- sum(mapply(
    function(from, to) integrate(both, from, to, rel.tol = 1e-12, abs.tol = 0)$value,
    head(cuts, -1), tail(cuts, -1)))
  z <- rnorm(1e6)
  s <- sqrt(rchisq(1e6, n - 1) / (n - 1))
  found <- (z + b) / s > critical & (z - b) / s < -critical
  out[[paste("sim", n, bound, sep = "_")]] <- mean(found)
}
write_reference(out, "power.out.csv")
