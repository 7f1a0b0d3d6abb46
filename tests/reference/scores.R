# Rscript scores.R: prorated scores by psych::scoreFast (means of the answered items, keyed),
# times the number of items; random answers with gaps, no real person's.
source("reference.R")
set.seed(13)
soc <- matrix(sample(1:7, 30 * 13, TRUE), 30)
gse <- matrix(sample(1:4, 30 * 10, TRUE), 30)
x <- cbind(soc, gse)
x[sample(length(x), 70)] <- NA
colnames(x) <- c(sprintf("soc13_%02d", 1:13), sprintf("gse_%02d", 1:10))
write.csv(x, "scores.csv", row.names = FALSE, na = "")
reversed <- c(1, 2, 3, 7, 10)
signed <- function(items) sprintf("%ssoc13_%02d", ifelse(items %in% reversed, "-", ""), items)
keys <- list(soc13_comprehensibility = c(2, 6, 8, 9, 11), soc13_manageability = c(3, 5, 10, 13),
             soc13_meaningfulness = c(1, 4, 7, 12), soc13_total = 1:13)
soc_means <- psych::scoreFast(lapply(keys, signed), x[, 1:13], min = 1, max = 7, impute = "none")
gse_means <- psych::scoreFast(list(gse_total = sprintf("gse_%02d", 1:10)), x[, 14:23], min = 1, max = 4, impute = "none")
points <- cbind(sweep(soc_means, 2, lengths(keys), "*"), gse_means * 10)
colnames(points) <- c(names(keys), "gse_total")
write.csv(apply(points, 2, function(v) trimws(formatC(v, digits = 17, format = "g"))), "scores.out.csv",
          row.names = FALSE, quote = FALSE)
writeLines(c(paste("R", paste(R.version$major, R.version$minor, sep = ".")),
             paste("psych", packageVersion("psych"))), "scores.versions.txt")
