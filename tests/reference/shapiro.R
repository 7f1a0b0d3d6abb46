# Rscript shapiro.R: shapiro.test of changes that are few, rounded, skewed and many.
source("reference.R")
set.seed(34)
part <- function(set, change) data.frame(set = set, change = change)
data <- rbind(
  part("six", c(3, -1, 4, 1, -5, 9)),
  part("rounded", round(rnorm(40, 2, 5))),
  part("skewed", round(rexp(120), 4)),
  part("many", round(rnorm(1000, 1, 8))))
write.csv(data, "shapiro.csv", row.names = FALSE)
out <- list()
for (set in unique(data$set)) {
  test <- shapiro.test(data$change[data$set == set])
  out[[paste0(set, "_w")]] <- unname(test$statistic)
  out[[paste0(set, "_p")]] <- test$p.value
}
write_reference(out, "shapiro.out.csv")
