# Rscript alpha.R: alpha, item-rest correlations and alpha without each item, by psych.
source("reference.R")
set.seed(20)
trait <- rnorm(40)
x <- sapply(c(1, .8, .6, .9, .2), function(w) pmin(7, pmax(1, round(4 + 1.2 * (w * trait + rnorm(40))))))
x <- as.data.frame(x)
names(x) <- paste0("item_", 1:5)
write.csv(x, "alpha.csv", row.names = FALSE)
a <- psych::alpha(x)
ci <- psych::alpha.ci(a$total$raw_alpha, n.obs = nrow(x), n.var = ncol(x), p.val = .05, digits = 17)
out <- list(n = nrow(x), k = ncol(x), alpha = a$total$raw_alpha,
            ci95_low = unname(ci$lower.ci), ci95_high = unname(ci$upper.ci))
out <- c(out, setNames(as.list(a$item.stats$r.drop), paste0("item_rest_", 1:5)),
         setNames(as.list(a$alpha.drop$raw_alpha), paste0("alpha_if_dropped_", 1:5)))
write_reference(out, "alpha.out.csv", "psych")
