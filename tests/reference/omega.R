# Rscript omega.R: omega total by lavaan's one-factor model, maximum likelihood on the covariance
# matrix. Answers are simulated, no real person's. Of the 2,077 real answers in the folder that
# SAMMENHENG_REFERENCE_DATA names, only the figures are kept (brussels_...).
source("reference.R")
suppressMessages(library(lavaan))
# lavaan stops where the likelihood no longer moves, which leaves omega uncertain in its 6th decimal.
one_factor <- function(x) {
  model <- paste("f =~", paste(names(x), collapse = " + "))
  suppressWarnings(cfa(model, x, std.lv = TRUE, estimator = "ML"))
}
omega <- function(x) {
  fit <- one_factor(x)
  stopifnot(lavInspect(fit, "converged"))
  estimates <- lavInspect(fit, "est")
  stopifnot(diag(estimates$theta) > .005 * sapply(x, var))
  sum(estimates$lambda)^2 / (sum(estimates$lambda)^2 + sum(estimates$theta))
}
soc <- function(items) sprintf("soc13_%02d", items)
scales <- list(comprehensibility = soc(c(2, 6, 8, 9, 11)), manageability = soc(c(3, 5, 10, 13)),
               meaningfulness = soc(c(1, 4, 7, 12)), total = soc(1:13))

set.seed(13)
n <- 120
common <- rnorm(n)
facet <- matrix(rnorm(n * 3), n)[, c(3, 1, 2, 3, 2, 1, 3, 1, 1, 2, 1, 3, 2)]  # C, Ma, Me
strength <- seq(.4, .8, length.out = 13)
latent <- outer(common, strength) + .45 * facet + .8 * matrix(rnorm(n * 13), n)
keyed <- as.data.frame(pmin(pmax(round(4.4 + 1.4 * latent), 1), 7))
names(keyed) <- soc(1:13)
# Correlations of .9, .8 and .5 make the first loading sqrt(.9 * .8 / .5) = 1.2: no item has that.
wanted <- matrix(c(1, .9, .8, .9, 1, .5, .8, .5, 1), 3)
scores <- scale(matrix(rnorm(n * 3), n), scale = FALSE)
heywood <- as.data.frame(round(scores %*% solve(chol(cov(scores))) %*% chol(wanted), 6))
names(heywood) <- paste0("heywood_", 1:3)
write.csv(cbind(keyed, heywood), "omega.csv", row.names = FALSE)

named <- function(x, prefix) setNames(lapply(scales, function(s) omega(x[s])), paste0(prefix, names(scales)))
out <- c(n = n, named(keyed, "simulated_"),
         thirty_total = omega(keyed[1:30, ]),
         alpha_csv = omega(read.csv("alpha.csv")),
         heywood_uniqueness = unname(lavInspect(one_factor(heywood), "est")$theta[1, 1]))
real <- file.path(Sys.getenv("SAMMENHENG_REFERENCE_DATA"), "soc13_brussels_2016.csv")
if (file.exists(real)) {
  answers <- read.csv(real)[paste0("soc", 1:13)]
  reversed <- c(1, 2, 3, 7, 10)
  answers[reversed] <- 8 - answers[reversed]
  names(answers) <- soc(1:13)
  out <- c(out, named(answers, "brussels_"))
}
write_reference(out, "omega.out.csv", "lavaan")
