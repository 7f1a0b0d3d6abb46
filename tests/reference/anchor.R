# Rscript anchor.R: change in GSE held against people's own judgement of change, by cor.test.
source("reference.R")
set.seed(47)
n <- 60
trait <- rnorm(n)
gain <- rnorm(n, .2, .5)
wave <- function(level) sapply(1:10, function(i) pmin(4, pmax(1, round(2.6 + .5 * level + .6 * rnorm(n)))))
items <- rbind(wave(trait), wave(trait + gain))
colnames(items) <- sprintf("gse_%02d", 1:10)
judged <- pmin(3, pmax(-3, round(2 * gain + rnorm(n))))
judged[sample(n, 7)] <- NA
write.csv(data.frame(participant = rep(1:n, 2), wave = rep(c("pre", "post"), each = n),
                     overall_change = c(rep(NA, n), judged), items),
          "anchor.csv", row.names = FALSE, na = "")

points <- rowSums(items)
change <- points[n + 1:n] - points[1:n]
test <- cor.test(change, judged)
is_worse <- which(judged < 0)
is_same <- which(judged == 0)
is_better <- which(judged > 0)
out <- list(n = sum(!is.na(judged)), judgement_mean = mean(judged, na.rm = TRUE),
            correlation = unname(test$estimate),
            ci95_low = test$conf.int[1], ci95_high = test$conf.int[2],
            n_worse = length(is_worse), mean_worse = mean(change[is_worse]), sd_worse = sd(change[is_worse]),
            n_same = length(is_same), mean_same = mean(change[is_same]), sd_same = sd(change[is_same]),
            n_better = length(is_better), mean_better = mean(change[is_better]), sd_better = sd(change[is_better]))
write_reference(out, "anchor.out.csv")
