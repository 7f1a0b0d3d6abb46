# Rscript item_drift.R: each item's change, and its change beside the other items', by t.test.
# Four keyed items, 1 to 5, at two times, simulated, with open items; one person answered a single
# item both times.
source("reference.R")
set.seed(11)
n <- 24
trait <- rnorm(n)
answers <- function(rise) sapply(rise, function(r) pmin(5, pmax(1, round(3 + r + .8 * (trait + rnorm(n))))))
x <- cbind(answers(c(0, 0, 0, 0)), answers(c(.3, .3, 1.2, 0)))
x[cbind(c(2, 5, 5, 9, 9, 9), c(1, 2, 6, 1, 3, 8))] <- NA  # row 9 has item 2 only
colnames(x) <- c(paste0("pre_", 1:4), paste0("post_", 1:4))
write.csv(x, "item_drift.csv", row.names = FALSE, na = "")
change <- x[, 5:8] - x[, 1:4]
out <- list()
for (i in 1:4) {
  both <- !is.na(change[, i])
  test <- t.test(x[both, i + 4], x[both, i], paired = TRUE)
  beside <- t.test(change[, i] - rowMeans(change[, -i], na.rm = TRUE))
  figures <- list(n = sum(both), pre_mean = mean(x[both, i]), post_mean = mean(x[both, i + 4]),
                  mean_change = mean(change[both, i]), ci95_low = test$conf.int[1], ci95_high = test$conf.int[2],
                  relative_change = unname(beside$estimate),
                  relative_ci95_low = beside$conf.int[1], relative_ci95_high = beside$conf.int[2])
  out <- c(out, setNames(figures, paste0(names(figures), "_", i)))
}
write_reference(out, "item_drift.out.csv")
