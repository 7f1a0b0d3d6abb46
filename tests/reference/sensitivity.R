# Rscript sensitivity.R: the paired change of SOC-13 without an item, without items 2 and 3, and
# in complete answers only, scored anew by base R for the people who have the planned score.
source("reference.R")
set.seed(31)
n <- 40
reversed <- c(1, 2, 3, 7, 10)
scales <- list(comprehensibility = c(2, 6, 8, 9, 11), manageability = c(3, 5, 10, 13),
               meaningfulness = c(1, 4, 7, 12), total = 1:13)
allowed <- c(comprehensibility = 1, manageability = 1, meaningfulness = 1, total = 3)
trait <- rnorm(n)
wave <- function(shift) {
  raw <- sapply(1:13, function(i) pmin(7, pmax(1, round(4 + shift + trait + 1.3 * rnorm(n)))))
  raw[, reversed] <- 8 - raw[, reversed]
  raw[runif(length(raw)) < .06] <- NA
  raw
}
raw <- rbind(wave(0), wave(.3))
colnames(raw) <- sprintf("soc13_%02d", 1:13)
write.csv(data.frame(participant = rep(1:n, 2), wave = rep(c("pre", "post"), each = n), raw),
          "sensitivity.csv", row.names = FALSE, na = "")

keyed <- raw
keyed[, reversed] <- 8 - keyed[, reversed]
out <- list()
keep <- function(name, points) {
  change <- points[n + 1:n] - points[1:n]
  test <- t.test(change)
  out[[paste0(name, "_n")]] <<- sum(!is.na(change))
  out[[paste0(name, "_mean")]] <<- unname(test$estimate)
  out[[paste0(name, "_low")]] <<- test$conf.int[1]
  out[[paste0(name, "_high")]] <<- test$conf.int[2]
}
for (scale in names(scales)) {
  items <- scales[[scale]]
  open <- rowSums(is.na(keyed[, items]))
  is_scored <- open <= allowed[scale]
  without <- function(gone) {
    points <- rowMeans(keyed[, setdiff(items, gone), drop = FALSE], na.rm = TRUE) * length(items)
    ifelse(is_scored, points, NA)
  }
  keep(paste0(scale, "_planned"), without(integer()))
  for (item in items) keep(sprintf("%s_without_%02d", scale, item), without(item))
  if (all(c(2, 3) %in% items)) keep(paste0(scale, "_without_2_and_3"), without(c(2, 3)))
  complete <- open[1:n] == 0 & open[n + 1:n] == 0
  keep(paste0(scale, "_complete"), ifelse(rep(complete, 2), without(integer()), NA))
}
write_reference(out, "sensitivity.out.csv")
