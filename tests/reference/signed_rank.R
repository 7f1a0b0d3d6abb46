# Rscript signed_rank.R: exact p by coin and by exactRankTests, normal p by wilcox.test, and the
# rank-biserial correlation by effectsize; changes with ties, zeros, proration and large n.
source("reference.R")
suppressMessages(library(coin))
set.seed(33)
part <- function(set, change) data.frame(set = set, change = round(change, 9))
prorated <- read.csv("prorated.csv")
data <- rbind(
  part("prorated", prorated$post - prorated$pre),
  part("seven", c(3, -1, 4, 1, -5, 9, 2)),
  part("distinct", round(rnorm(25, .4), 6)),
  part("ties", round(rnorm(64, 1, 4))),
  part("halves", round(rnorm(200, .1, 3) * 2) / 2),
  part("large", round(rnorm(600, 1.2, 9))),
  part("one_way", c(1:12, 3, 3, 0)),
  part("balanced", c(-4:4, -2, 2)))
write.csv(data, "signed_rank.csv", row.names = FALSE)
out <- list()
for (set in unique(data$set)) {
  d <- data$change[data$set == set]
  size <- abs(d[d != 0])
  ranks <- rank(size)
  test <- suppressWarnings(wilcox.test(d, exact = FALSE, correct = TRUE))
  by_coin <- wilcoxsign_test(d ~ rep(0, length(d)), distribution = "exact", zero.method = "Wilcoxon")
  by_shift <- suppressWarnings(exactRankTests::wilcox.exact(d[d != 0], exact = TRUE))
  figures <- list(w_plus = unname(test$statistic), w_minus = sum(ranks[d[d != 0] < 0]),
                  n_zero = sum(d == 0),
                  n_ties = sum(duplicated(size) | duplicated(size, fromLast = TRUE)),
                  p_normal = test$p.value, p_exact_coin = as.numeric(pvalue(by_coin)),
                  p_exact = by_shift$p.value,
                  rank_biserial = effectsize::rank_biserial(d[d != 0])$r_rank_biserial)
  out <- c(out, setNames(figures, paste(set, names(figures), sep = "_")))
}
write_reference(out, "signed_rank.out.csv", c("coin", "exactRankTests", "effectsize"))
