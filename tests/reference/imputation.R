# Rscript imputation.R: Rubin's rules by mice::pool.scalar, and a whole imputation by mice.
source("reference.R")
library(mice, warn.conflicts = FALSE)
out <- list()

# Pooling: estimates and variances of five data sets of n people each.
sets <- list(spread = list(c(2.1, 3.4, 1.2, 2.8, 2.0), c(.81, .79, .92, .85, .77), 30),
             alike = list(c(1.01, .99, 1, 1.02, .98), c(.4, .41, .39, .4, .42), 600),
             far = list(c(-9, 12, 3, -4, 20), c(.5, .4, .6, .5, .5), 12))
for (name in names(sets)) {
  pooled <- pool.scalar(sets[[name]][[1]], sets[[name]][[2]], n = sets[[name]][[3]])
  found <- list(estimate = pooled$qbar, variance = pooled$t, df = pooled$df, fmi = pooled$fmi)
  out <- c(out, setNames(found, paste0(name, "_", names(found))))
}

# A whole imputation: who scored low at pre came back less often (lost at random given pre).
set.seed(5)
n <- 160
trait <- rnorm(n)
pre <- sapply(c(20, 16, 18, 28), function(mean) round(mean + 4 * (.7 * trait + .7 * rnorm(n))))
colnames(pre) <- c("pre_1", "pre_2", "pre_3", "pre_4")
total <- rowSums(pre[, 1:3])
post <- round(total + 2 - .3 * (total - 54) + rnorm(n, sd = 7))
post[runif(n) < plogis(-.4 - .12 * (total - 54))] <- NA
data <- data.frame(pre, post)
write.csv(data, "imputation.csv", row.names = FALSE, na = "")

m <- 2000
imputed <- mice(data, m = m, maxit = 1, method = c("", "", "", "", "norm"), seed = 3, printFlag = FALSE)
changes <- sapply(seq_len(m), function(i) complete(imputed, i)$post - total)
pooled <- pool.scalar(colMeans(changes), apply(changes, 2, var) / n, n = n)
# Where an endless number of imputations goes: the lost at their predicted score.
predicted <- predict(lm(post ~ ., data), data)
out <- c(out, list(m = m, mean = pooled$qbar, se = sqrt(pooled$t), between = pooled$b, df = pooled$df,
                   fmi = pooled$fmi, limit = mean(ifelse(is.na(post), predicted, post) - total),
                   n_lost = sum(is.na(post)), mean_completers = mean(post - total, na.rm = TRUE)))
write_reference(out, "imputation.out.csv", "mice")
