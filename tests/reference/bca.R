# Rscript bca.R: BCa intervals of the mean change and of g_av.
# five: from all 5^5 resamples of five pairs, by the formulas of Efron (1987): jackknife
# acceleration, a resample that equals the figure counted half, percentiles of type 7.
# sixty: by boot, which takes its acceleration from a regression and counts strictly.
source("reference.R")
suppressMessages(library(boot))
set.seed(35)
five <- data.frame(set = "five", pre = c(50, 62, 47, 70, 58), post = c(55, 61, 58, 71, 60))
pre <- round(rnorm(60, 60, 12))
sixty <- data.frame(set = "sixty", pre = pre, post = pmin(91, pre + round(rexp(60, 1 / 4)) - 2))
write.csv(rbind(five, sixty), "bca.csv", row.names = FALSE)
J <- function(df) exp(lgamma(df / 2) - lgamma((df - 1) / 2) - log(df / 2) / 2)
figures <- function(data, rows) {
  x <- data$pre[rows]
  y <- data$post[rows]
  c(mean = mean(y - x), g_av = mean(y - x) / sqrt((var(x) + var(y)) / 2) * J(nrow(data) - 1))
}
bca <- function(replicates, observed, jackknife) {
  below <- sum(replicates < observed - 1e-9) + sum(abs(replicates - observed) <= 1e-9) / 2
  z0 <- qnorm(below / length(replicates))
  off <- mean(jackknife) - jackknife
  a <- sum(off^3) / (6 * sum(off^2)^1.5)
  z <- z0 + qnorm(c(.025, .975))
  quantile(replicates, pnorm(z0 + z / (1 - a * z)), type = 7, names = FALSE)
}
every <- as.matrix(expand.grid(rep(list(1:5), 5)))
replicates <- suppressWarnings(apply(every, 1, function(rows) figures(five, rows)))
jackknife <- sapply(1:5, function(i) figures(five, -i))
out <- list()
for (name in c("mean", "g_av")) {
  values <- replicates[name, is.finite(replicates[name, ])]
  ends <- bca(values, figures(five, 1:5)[[name]], jackknife[name, ])
  out[[paste0("five_", name, "_low")]] <- ends[1]
  out[[paste0("five_", name, "_high")]] <- ends[2]
}
drawn <- boot(sixty, figures, R = 99999)
for (i in 1:2) {
  ends <- boot.ci(drawn, type = "bca", index = i)$bca[4:5]
  name <- names(drawn$t0)[i]
  out[[paste0("sixty_", name, "_low")]] <- ends[1]
  out[[paste0("sixty_", name, "_high")]] <- ends[2]
}
write_reference(out, "bca.out.csv", "boot")
