# Rscript bayes_factor.R: JZS Bayes factors by BayesFactor where it integrates with care, and by
# integrate() of Rouder et al. (2009), eq. 1, in log g everywhere. BayesFactor approximates beyond
# t = 15, and loses digits at t = 15 with few pairs and from n = 10,000 on: it is 1.1e-4 off at
# n = 100,000, t = 2, where 40-digit arithmetic gives 0.02636282294765653722.
source("reference.R")
suppressMessages(library(BayesFactor))
rscale <- sqrt(2) / 2
data <- expand.grid(t = c(0, .5, 2, -3, 5, 15, 60), n = c(2, 3, 6, 10, 64, 600, 100000))
data <- data[!(data$t == 60 & data$n > 600), ]  # larger than a number can be
write.csv(data, "bayes_factor.csv", row.names = FALSE)
by_integral <- function(t, n) {
  v <- n - 1
  log_f <- function(x) {
    s <- 1 + n * exp(x) * rscale^2
    (v + 1) / 2 * (log1p(t^2 / v) - log1p(t^2 / (s * v))) - log(s) / 2 -
      log(2 * pi) / 2 - x / 2 - exp(-x) / 2
  }
  top <- max(log_f(seq(-6, 60, by = .01)))
  pieces <- sapply(seq(-6, 60, by = 1), function(from) {
    integrate(function(x) exp(log_f(x) - top), from, from + 1, rel.tol = 1e-12)$value
  })
  exp(top) * sum(pieces)
}
out <- list()
for (i in seq_len(nrow(data))) {
  t <- data$t[i]
  n <- data$n[i]
  out[[paste0("integral_", i - 1)]] <- by_integral(t, n)
  if (abs(t) <= 5 && n <= 600) {
    out[[paste0("package_", i - 1)]] <- exp(ttest.tstat(t, n1 = n, rscale = rscale)[["bf"]])
  }
}
write_reference(out, "bayes_factor.out.csv", "BayesFactor")
