# Rscript reliable_change.R: reliable change by hand; alpha and its Feldt interval by psych.
# Five keyed items at two times, simulated; some people answered once only.
source("reference.R")
set.seed(1991)
n <- 60
trait <- rnorm(n)
answers <- function(level) {
  pmin(pmax(round(4 + 1.5 * (level + .8 * matrix(rnorm(n * 5), n))), 1), 7)
}
x <- cbind(answers(trait), answers(.6 * trait + .8 * rnorm(n) + .3))
x[51:55, 6:10] <- NA
x[56:60, 1:5] <- NA
colnames(x) <- c(paste0("pre_", 1:5), paste0("post_", 1:5))
write.csv(x, "reliable_change.csv", row.names = FALSE, na = "")
items <- as.data.frame(x[1:55, 1:5])
alpha <- psych::alpha(items)$total$raw_alpha
ci <- psych::alpha.ci(alpha, n.obs = 55, n.var = 5, p.val = .05, digits = 17)
pre <- rowSums(x[, 1:5])
post <- rowSums(x[, 6:10])
sd_pre <- sd(pre, na.rm = TRUE)
change <- (post - pre)[1:50]
threshold <- function(reliability) 1.96 * sqrt(2) * sd_pre * sqrt(1 - reliability)
by <- function(reliability, low, high, name) {
  beyond <- threshold(reliability)
  setNames(list(sd_pre, sd_pre * sqrt(1 - reliability), beyond, threshold(high), threshold(low), length(change),
                sum(change > beyond), sum(abs(change) <= beyond), sum(change < -beyond),
                length(change) * pnorm(-1.96), (post - pre)[1] / (sd_pre * sqrt(2 * (1 - reliability)))),
           paste0(name, c("sd_pre", "standard_error", "threshold95", "at_high", "at_low", "n", "improved",
                          "unchanged", "deteriorated", "expected_by_chance", "index_of_first")))
}
out <- c(alpha = alpha, by(alpha, unname(ci$lower.ci), unname(ci$upper.ci), "alpha_"), by(.6, .5, .7, "retest_"))
write_reference(out, "reliable_change.out.csv", "psych")
