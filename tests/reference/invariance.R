# Rscript invariance.R: one factor at pre and one at post, equal over the waves step by step, by
# lavaan. The file has keyed answers of 250 simulated people, a digit an item. By design
# comprehensibility measures alike, an item of manageability is easier at post, meaningfulness has
# two factors, self-efficacy's loadings change; items 2 and 3 share more than their factor.
source("reference.R")
suppressMessages(library(lavaan))
set.seed(32)
n <- 250
scales <- list(soc13_comprehensibility = c(2, 6, 8, 9, 11), soc13_manageability = c(3, 5, 10, 13),
               soc13_meaningfulness = c(1, 4, 7, 12), soc13_total = 1:13)
common <- rnorm(n)
answers <- function(latent, middle, width, highest) pmin(highest, pmax(1, round(middle + width * latent)))
trait <- function(before = NULL, up = 0) {
  if (is.null(before)) sqrt(.5) * (common + rnorm(n)) else up + .7 * before + sqrt(.51) * rnorm(n)
}
item <- function(trait, own, loading) loading * trait + sqrt(1 - min(loading, .95)^2) * own
own <- function(before = rnorm(n)) .5 * before + sqrt(.75) * rnorm(n)
soc <- list(pre = matrix(0, n, 13), post = matrix(0, n, 13))
gse <- list(pre = matrix(0, n, 10), post = matrix(0, n, 10))
specific <- list(soc = sapply(1:13, function(i) rnorm(n)), gse = sapply(1:10, function(i) rnorm(n)))
specific$soc[, 3] <- .6 * specific$soc[, 2] + .8 * specific$soc[, 3]
traits <- list(pre = list(trait(), trait(), trait(), trait(), trait()))
traits$post <- lapply(traits$pre, trait, up = .3)
for (wave in c("pre", "post")) {
  for (i in 1:13) {
    of <- which(sapply(scales[1:3], function(items) i %in% items))
    if (i %in% c(7, 12)) of <- 5  # a second factor in meaningfulness
    shift <- if (wave == "post" && i == 10) .8 else 0
    y <- shift + item(traits[[wave]][[of]], own(specific$soc[, i]), c(.7, .6, .65, .75)[i %% 4 + 1])
    soc[[wave]][, i] <- answers(y, 4.5, 1.2, 7)
  }
  for (i in 1:10) {
    loading <- if (wave == "post" && i <= 4) .25 else .7
    gse[[wave]][, i] <- answers(item(traits[[wave]][[4]], own(specific$gse[, i]), loading), 2.5, .8, 4)
  }
}
digits <- function(x) apply(x, 1, paste, collapse = "")
write.csv(data.frame(soc13_pre = digits(soc$pre), soc13_post = digits(soc$post),
                     gse_pre = digits(gse$pre), gse_post = digits(gse$post)),
          "invariance.csv", row.names = FALSE, quote = FALSE)

model <- function(k, level, linked) {
  line <- function(wave, label) paste0(wave, " =~ ", paste0("NA*", wave, 1:k, " + l", label, 1:k, "*", wave, 1:k, collapse = " + "))
  same <- level != "configural"
  post_mark <- function(fixed) if (fixed) "" else "post"
  c(line("pre", ""), line("post", post_mark(same)),
    "pre ~~ 1*pre", if (same) "post ~~ NA*post" else "post ~~ 1*post", "pre ~~ post",
    "pre ~ 0*1", if (level == "scalar") "post ~ NA*1" else "post ~ 0*1",
    paste0("pre", 1:k, " ~ i", 1:k, "*1"),
    paste0("post", 1:k, " ~ i", post_mark(level == "scalar"), 1:k, "*1"),
    paste0("pre", 1:k, " ~~ post", 1:k),
    if (linked) c("pre2 ~~ pre3", "post2 ~~ post3"))
}
out <- list()
for (scale in c(names(scales), "gse_total")) {
  items <- if (scale == "gse_total") 1:10 else scales[[scale]]
  of <- if (scale == "gse_total") gse else soc
  x <- as.data.frame(cbind(of$pre[, items], of$post[, items]))
  k <- length(items)
  names(x) <- c(paste0("pre", 1:k), paste0("post", 1:k))
  for (level in c("configural", "metric", "scalar")) {
    fit <- lavaan(model(k, level, scale == "soc13_total"), x, auto.var = TRUE, meanstructure = TRUE)
    stopifnot(lavInspect(fit, "converged"), lavInspect(fit, "post.check"))
    measures <- c(chi_square = "chisq", df = "df", p = "pvalue", cfi = "cfi", rmsea = "rmsea",
                  rmsea_low = "rmsea.ci.lower", rmsea_high = "rmsea.ci.upper", srmr = "srmr")
    values <- as.list(setNames(fitMeasures(fit, measures), names(measures)))
    estimates <- parameterEstimates(fit)
    loadings <- estimates[estimates$op == "=~", "est"]
    if (scale != "soc13_total") values <- c(values, setNames(as.list(loadings), paste0("loading_", seq_along(loadings))))
    if (level == "scalar") {
      mean_change <- estimates[estimates$op == "~1" & estimates$lhs == "post", ]
      values <- c(values, latent_mean_change = mean_change$est, latent_mean_change_se = mean_change$se,
                  factor_variance = estimates[estimates$lhs == "post" & estimates$rhs == "post", "est"])
    }
    out <- c(out, setNames(values, paste(scale, level, names(values), sep = ".")))
  }
}
write_reference(out, "invariance.out.csv", "lavaan")
