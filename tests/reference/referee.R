# Rscript referee.R: the evaluation over again, from the raw items and by R's own
# packages, with names that are paths in the evaluation's JSON. It makes its two cohorts first:
# 64 invented people in 11 groups, and 7 in 2. NaN is a figure that does not exist; conclusions are
# -1 lower, 0 no clear change, 1 higher; a method is 1 for the mixed model, 0 for its stand-in.
source("reference.R")
suppressMessages(library(lmerTest))

soc_reversed <- c(1, 2, 3, 7, 10)
soc <- sprintf("soc13_%02d", 1:13)
gse <- sprintf("gse_%02d", 1:10)
scale_items <- list(soc13_comprehensibility = soc[c(2, 6, 8, 9, 11)],
                    soc13_manageability = soc[c(3, 5, 10, 13)],
                    soc13_meaningfulness = soc[c(1, 4, 7, 12)],
                    soc13_total = soc, gse_total = gse)
most_open <- c(soc13_comprehensibility = 1, soc13_manageability = 1, soc13_meaningfulness = 1,
               soc13_total = 3, gse_total = 3)
climate <- paste0("climate_", c("trust", "confidentiality", "attitude", "structure", "room"))

# ---- the cohorts: one general trait, one factor a subscale, groups that change unlike ----
raw_answers <- function(trait, shift) {
  n <- length(trait)
  factors <- lapply(scale_items[1:3], function(items) rnorm(n, 0, .6))
  keyed_soc <- sapply(soc, function(item) {
    own <- factors[[which(sapply(scale_items[1:3], function(s) item %in% s))]]
    pmin(7, pmax(1, round(4.4 + .85 * trait + own + shift + rnorm(n, 0, 1.2))))
  })
  keyed_soc[, soc_reversed] <- 8 - keyed_soc[, soc_reversed]
  keyed_gse <- sapply(gse, function(item)
    pmin(4, pmax(1, round(2.7 + .45 * trait + .5 * shift + rnorm(n, 0, .6)))))
  cbind(keyed_soc, keyed_gse)
}
make_cohort <- function(sizes, share_lost, gaps, seed) {
  set.seed(seed)
  n <- sum(sizes)
  g <- rep(seq_along(sizes), sizes)
  person <- sample(10 * n, n)
  trait <- rnorm(length(sizes), 0, .3)[g] + rnorm(n)
  better <- .25 + rnorm(length(sizes), 0, .1)[g] + rnorm(n, 0, .4)
  answers <- rbind(raw_answers(trait, rep(0, n)), raw_answers(trait, better))
  answers[runif(length(answers)) < gaps] <- NA
  frame <- data.frame(participant = paste0("p", person), wave = rep(c("pre", "post"), each = n),
                      group = paste0("g", g), late_pre = rep(c(0, NA), each = n), answers)
  frame$group_type <- ifelse(g %% 3 == 0, "led", "self_organised")
  frame$life_problem <- ifelse(g %% 2 == 0, "same", "mixed")
  frame$week <- c(paste0("2020-W", 45 + g %% 9), paste0("2021-W", 20 + sample(0:9, n,
      TRUE)))  # 2020 has a week 53
  frame$language <- sample(c("nb", "nn", "en"), 2 * n, TRUE, c(.7, .2, .1))
  is_post <- frame$wave == "post"
  only_post <- function(x) ifelse(is_post, x, NA)
  frame$status <- only_post(sample(c("still_in", "finished", "left_early", NA), 2 * n, TRUE, c(.5, .3, .15,
      .05)))
  frame$meetings <- only_post(rpois(2 * n, 14))
  frame$overall_change <- only_post(pmin(3, pmax(-3, round(1 + 1.3 * c(better, better) + rnorm(2 * n)))))
  for (one in climate)
    frame[[one]] <- only_post(pmin(5, pmax(1, round(3.6 + .5 * c(better, better) + rnorm(2 * n, 0, .9)))))
  frame[climate][matrix(runif(2 * n * 5) < .04, 2 * n)] <- NA
  frame$overall_change[runif(2 * n) < .05] <- NA
  lost <- is_post & runif(2 * n) < share_lost + .1 * (c(trait, trait) < 0)
  frame[!lost, ]
}
make_64 <- function() {
  frame <- make_cohort(c(9, 3, 6, 5, 8, 2, 7, 4, 6, 8, 6), .22, .015, 65)
  pre <- which(frame$wave == "pre")
  of <- function(i, wave) which(frame$participant == frame$participant[pre[i]] & frame$wave == wave)
  both <- which(vapply(seq_along(pre), function(i) length(of(i, "post")) == 1, TRUE))
  frame$late_pre[pre[both[c(3, 15, 30)]]] <- 1
  frame[of(both[5], "pre"), soc[c(2, 3, 10, 11)]] <- NA             # four open: no total
  frame[of(both[6], "pre"), soc[1:3]] <- NA                         # three open: a total
  frame[of(both[7], "post"), gse[4:7]] <- NA
  frame[of(both[8], "post"), soc] <- 4                              # a straight line
  frame[of(both[9], "pre"), soc] <- c(2, 5, 5, 5, 5, 5, 5, 5, 3, 4, 6, 5, 5)  # a long run
  frame[of(both[10], "post"), gse] <- rep(c(1, 4), 5)               # from end to end
  frame[of(both[11], "pre"), soc] <- ifelse(1:13 %in% soc_reversed, 6, 7)      # both ways at once
  frame[of(both[12], "post"), c(soc, gse)] <- NA                    # a row without an answer
  frame$group[c(of(both[20], "pre"), of(both[20], "post"), of(both[33], "pre"))] <- NA
  frame$group[of(both[22], "post")] <- "g1"                         # these two change groups
  frame$group[of(both[25], "post")] <- "g4"
  frame$group_type[of(both[28], "pre")] <- "led"                    # and some do not know the type
  frame$life_problem[sample(nrow(frame), 9)] <- NA
  frame <- frame[-vapply(both[c(1, 17, 31, 38)], of, 1L, "pre"), ]  # after without before
  later <- frame[frame$wave == "post", ][c(4, 9), ]
  later$wave <- "follow_up"
  rbind(frame, later)
}
make_7 <- function() {
  frame <- make_cohort(c(4, 3), 0, .02, 7)
  frame <- frame[-14, c("participant", "wave", "group", soc, gse)]
  frame[2, "soc13_05"] <- frame[2, "soc13_10"] <- NA
  frame[9, gse[1:4]] <- NA
  frame
}
# ---- shared figures ----
out <- list()
put <- function(path, value) {
  value <- as.numeric(value)
  if (length(value) == 1 && is.na(value)) value <- NaN
  out[[path]] <<- value
}
put_all <- function(path, values) for (name in names(values)) put(paste0(path, ".", name), values[[name]])
put_ci <- function(path, ci) {  # [low, high], or one null
  if (all(is.na(ci))) return(put(path, NaN))
  put(paste0(path, ".0"), ci[1])
  put(paste0(path, ".1"), ci[2])
}
has <- function(x) x[!is.na(x)]
spread <- function(x) length(x) > 1 && sd(x) > 1e-9
mean_ci <- function(d, level = .95) if (spread(d)) c(t.test(d, conf.level = level)$conf.int) else c(NA, NA)
conclude <- function(ci) if (is.na(ci[1])) NaN else (ci[1] > 0) - (ci[2] < 0)
put_change_found <- function(path, d, n = "n_pairs") {
  d <- has(d)
  put(paste0(path, ".", n), length(d))
  put(paste0(path, ".mean"), if (length(d)) mean(d) else NaN)
  put_ci(paste0(path, ".ci95"), mean_ci(d))
  put(paste0(path, ".conclusion"), conclude(mean_ci(d)))
  conclude(mean_ci(d))
}
agree <- function(a, b) if (is.na(a) || is.na(b)) NaN else a == b
shown <- function(p, n) if (n <= 5) NaN else p
hedges_j <- function(df) exp(lgamma(df / 2) - lgamma((df - 1) / 2) - log(df / 2) / 2)
exact <- lmerControl(optimizer = "nloptwrap", check.rankX = "silent.drop.cols",
                     optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14, maxeval = 10000))
mixed <- function(formula, data) {  # a fit to be relied on, or NULL
  if (length(unique(data$group)) == nrow(data)) return(NULL)
  suppressWarnings(suppressMessages(lmer(formula, data, control = exact)))
}
relied_on <- function(fit) !is.null(fit) && getME(fit, "theta") > 1e-4 && all(coef(summary(fit))[, "df"] >= 1)
score <- function(values, open) ifelse(rowSums(is.na(values)) <= open, rowMeans(values,
    na.rm = TRUE) * ncol(values), NA)

# ---- figures of one scale ----
reliability <- function(path, values) {
  x <- values[complete.cases(values), , drop = FALSE]
  n <- nrow(x); k <- ncol(x)
  put_all(path, list(n = n, k = k))
  raw_alpha <- function(y) ncol(y) / (ncol(y) - 1) * (1 - sum(apply(y, 2, var)) / var(rowSums(y)))
  rest <- vapply(colnames(x), function(i) suppressWarnings(cor(x[, i], rowSums(x[, colnames(x) != i]))), 1)
  dropped <- vapply(colnames(x), function(i) raw_alpha(x[, colnames(x) != i]), 1)
  alpha <- raw_alpha(x)
  if (all(apply(x, 2, var) > 0)) {  # psych leaves an item without variance out
    p <- suppressMessages(suppressWarnings(psych::alpha(as.data.frame(x), check.keys = FALSE,
        warnings = FALSE)))
    stopifnot(all.equal(c(alpha, unname(dropped), unname(rest)),
                        c(p$total$raw_alpha, p$alpha.drop$raw_alpha, p$item.stats$r.drop), tolerance = 1e-9))
  }
  ci <- 1 - (1 - alpha) * qf(c(.975, .025), n - 1, (n - 1) * (k - 1))
  put(paste0(path, ".alpha"), alpha)
  put_ci(paste0(path, ".alpha_ci95"), ci)
  put(paste0(path, ".omega"), omega(x))
  put_all(paste0(path, ".item_rest"), as.list(rest))
  put_all(paste0(path, ".alpha_if_dropped"), as.list(dropped))
  put(paste0(path, ".sd"), sd(rowSums(x)))
  error <- if (alpha > 0) sd(rowSums(x)) * sqrt(1 - alpha) else NaN
  put(paste0(path, ".standard_error_of_measurement"), error)
  put(paste0(path, ".smallest_detectable_change"), 1.96 * sqrt(2) * error)
  list(alpha = alpha, ci = ci, rest = rest)
}
omega <- function(x) {
  k <- ncol(x)
  if (nrow(x) <= k || qr(cov(x))$rank < k) return(NaN)
  # lavaan starts once and may stay in a lower hill of the likelihood; so look for the highest first.
  r <- cor(x)
  loadings <- function(u) {
    e <- eigen(r / sqrt(outer(u, u)), symmetric = TRUE)
    e$vectors[, 1] * sqrt(max(e$values[1] - 1, 0)) * sqrt(u)
  }
  misfit <- function(u) {
    s <- tcrossprod(loadings(u)) + diag(u)
    c(determinant(s)$modulus - determinant(r)$modulus) + sum(diag(solve(s, r))) - k
  }
  set.seed(1)
  starts <- rbind(rep(.5, k), 1 - .49 * diag(k), matrix(runif(20 * k, .05, 1), 20))
  found <- apply(starts, 1, function(u) {
    one <- optim(u, misfit, method = "L-BFGS-B", lower = .005, upper = 1)
    c(one$value, one$par)
  })
  best <- found[-1, which.min(found[1, ])]
  if (any(best < .00501)) return(NaN)  # a Heywood case
  l <- loadings(best) * apply(x, 2, sd)
  model <- paste("f =~", paste0("start(", l, ")*", colnames(x), collapse = " + "), "\n",
                 paste0(colnames(x), " ~~ start(", best * apply(x, 2, var), ")*", colnames(x),
                     collapse = "\n"))
  fit <- suppressWarnings(lavaan::cfa(model, as.data.frame(x), std.lv = TRUE, estimator = "ML"))
  if (!lavaan::lavInspect(fit, "converged")) return(NaN)
  est <- lavaan::lavInspect(fit, "est")
  sum(est$lambda)^2 / (sum(est$lambda)^2 + sum(diag(est$theta)))
}
signed_rank <- function(path, d) {
  d <- round(d, 9)
  moved <- d[d != 0]
  ranks <- rank(abs(moved))
  w <- c(sum(ranks[moved > 0]), sum(ranks[moved < 0]))
  n <- length(d)
  exact <- coin::wilcoxsign_test(d ~ zero, data.frame(d, zero = 0), distribution = "exact",
      zero.method = "Wilcoxon")
  other <- suppressWarnings(exactRankTests::wilcox.exact(d, exact = TRUE)$p.value)
  stopifnot(all.equal(c(coin::pvalue(exact)), other, tolerance = 1e-7))
  normal <- suppressWarnings(wilcox.test(d, exact = FALSE, correct = TRUE)$p.value)
  put_all(path, list(w_plus = w[1], w_minus = w[2], n_zero = sum(d == 0),
                     n_ties = sum(abs(moved) %in% abs(moved)[duplicated(abs(moved))]),
                     p_exact = shown(c(coin::pvalue(exact)), n), p_normal = shown(normal, n),
                     rank_biserial = (w[1] - w[2]) / sum(w)))
  2^(1 - length(moved))
}
equivalence <- function(path, d, bound) {
  lower <- t.test(d, mu = -bound, alternative = "greater")
  upper <- t.test(d, mu = bound, alternative = "less")
  p <- max(lower$p.value, upper$p.value)
  put_all(path, list(bound = bound, t_lower = lower$statistic, t_upper = upper$statistic, p = p,
      equivalent = p < .05))
  put_ci(paste0(path, ".ci90"), mean_ci(d, .90))
}
power_of <- function(path, d, group, bound) {
  n <- length(d); s <- sd(d); df <- n - 1
  placed <- !is.na(group)
  groups <- length(unique(group[placed]))
  m <- sum(table(group[placed])^2) / sum(placed)
  ncp <- bound / (sd(d[placed]) / sqrt(sum(placed)) * sqrt(1 + (m - 1) * .10))
  critical <- qt(.975, groups - 1)
  by_group <- pt(critical, groups - 1, ncp, lower.tail = FALSE) + pt(-critical, groups - 1, ncp)
  one <- qt(.95, df); b <- bound * sqrt(n) / s
  both <- integrate(function(x) pmax(0, 2 * pnorm(b - one * x) - 1) * dchisq(x^2 * df, df) * 2 * x * df,
                    0, b / one, rel.tol = 1e-11, abs.tol = 1e-13)$value
  put_all(path, list(
    change = bound, t_test = power.t.test(n, bound, s, type = "one.sample", strict = TRUE)$power,
    clustered = by_group, equivalence = both, icc_assumed = .10,
    smallest_change_80 = power.t.test(n, NULL, s, power = .8, type = "one.sample", strict = TRUE,
        tol = 1e-12)$delta))
}
clustered <- function(path, d, group) {
  data <- data.frame(d, group)[!is.na(group), ]
  sizes <- table(data$group)
  n <- nrow(data)
  put_all(path, list(n_groups = length(sizes), n_pairs = n, n_without_group = sum(is.na(group))))
  fit <- mixed(d ~ 1 + (1 | group), data)
  variances <- as.data.frame(VarCorr(fit))$vcov
  variances <- variances * (c(getME(fit, "theta") > 1e-4, TRUE))
  if (length(sizes) >= 5 && relied_on(fit)) {
    row <- coef(summary(fit))[1, ]
    se <- row[["Std. Error"]]; df <- row[["df"]]; estimate <- row[["Estimate"]]
  } else {
    test <- t.test(tapply(data$d, data$group, mean))
    se <- test$stderr; df <- test$parameter; estimate <- test$estimate
  }
  icc <- variances[1] / sum(variances)
  put_all(path, list(estimate = estimate, se = se, df = df, p = shown(2 * pt(-abs(estimate / se), df), n),
                     var_group = variances[1], var_residual = variances[2], icc = icc,
                     design_effect = 1 + (sum(sizes^2) / n - 1) * icc,
                     method = length(sizes) >= 5 && relied_on(fit)))
  in_groups <- estimate + c(-1, 1) * qt(.975, df) * se
  put_ci(paste0(path, ".ci95"), in_groups)
  in_groups
}
reliable_change <- function(path, before, d, reliability, range) {
  spread <- sd(before, na.rm = TRUE)
  d <- round(d, 9); n <- length(d)
  threshold <- function(r) if (is.na(r) || r <= 0 || r >= 1) NaN else 1.96 * sqrt(2) * spread * sqrt(1 - r)
  limit <- threshold(reliability)
  put_all(path, list(reliability = reliability, sd_pre = spread, n = n, threshold95 = limit,
                     standard_error_of_measurement = limit / 1.96 / sqrt(2),
                     improved = sum(d > limit), unchanged = sum(abs(d) <= limit),
                         deteriorated = sum(d < -limit),
                     expected_by_chance = if (is.nan(limit)) NaN else n * pnorm(-1.96)))
  ends <- if (is.nan(limit)) c(NA, NA) else vapply(rev(range), threshold, 1)
  put_ci(paste0(path, ".threshold_range"), ends)
}
outcome <- function(path, before, after, group, n_prorated, bound, retest, retest_range, alpha) {
  pairs <- !is.na(before) & !is.na(after)
  pre <- before[pairs]; post <- after[pairs]; d <- post - pre; n <- length(d)
  ref <- paired_reference(pre, post)
  put_all(path, list(n_pre = sum(!is.na(before)), n_post = sum(!is.na(after)), n_pairs = n,
      n_prorated = n_prorated,
                     pre.mean = ref$pre_mean, pre.sd = ref$pre_sd, post.mean = ref$post_mean,
                         post.sd = ref$post_sd,
                     correlation = ref$correlation, change.mean = ref$change_mean, change.sd = ref$change_sd,
                     change.n_up = ref$n_up, change.n_zero = ref$n_zero, change.n_down = ref$n_down,
                     t_test.t = ref$t, t_test.df = ref$df, t_test.p = shown(ref$p, n)))
  put_ci(paste0(path, ".t_test.ci95"), c(ref$ci95_low, ref$ci95_high))
  put_all(paste0(path, ".effect_size"), ref[c("d_z", "g_z", "d_av", "g_av", "d_pre")])
  put_ci(paste0(path, ".effect_size.d_z_ci95"), c(ref$d_z_low, ref$d_z_high))
  put_ci(paste0(path, ".effect_size.g_av_ci95"), c(ref$g_av_low, ref$g_av_high))
  smallest <- signed_rank(paste0(path, ".wilcoxon"), d)
  put(paste0(path, ".smallest_p_possible"), smallest)
  normal <- shapiro.test(d)
  put_all(paste0(path, ".shapiro"), list(w = normal$statistic, p = shown(normal$p.value, n)))
  put(paste0(path, ".bayes_factor.bf10"), BayesFactor::extractBF(BayesFactor::ttestBF(post, pre,
      paired = TRUE))$bf)
  put(paste0(path, ".bayes_factor.rscale"), sqrt(2) / 2)
  equivalence(paste0(path, ".equivalence"), d, bound)
  said <- c(conclude(mean_ci(d)), conclude(clustered(paste0(path, ".clustered"), d, group[pairs])))
  put_all(paste0(path, ".conclusion"), list(one_by_one = said[1], in_groups = said[2],
                                            agrees = agree(said[1], said[2])))
  reliable_change(paste0(path, ".reliable_change.alpha"), before, d, alpha$alpha, alpha$ci)
  reliable_change(paste0(path, ".reliable_change.retest"), before, d, retest, retest_range)
  power_of(paste0(path, ".power"), d, group[pairs], bound)
  bootstrap(paste0(path, ".bootstrap"), pre, post)
  ref$p
}
bootstrap <- function(path, pre, post) {  # a resample that equals the figure counts half, as we say
  set.seed(1)
  j <- hedges_j(length(pre) - 1)
  figure <- function(rows, i) {
    x <- rows[i, 1]; y <- rows[i, 2]
    c(mean(y - x), mean(y - x) / sqrt((var(x) + var(y)) / 2) * j)
  }
  made <- boot::boot(cbind(pre, post), figure, 20000)
  made$t <- made$t[is.finite(made$t[, 2]), ]  # without resamples in which nobody's scores differ
  made$R <- nrow(made$t)
  for (i in 1:2) {
    jackknife <- boot::empinf(made, index = i, type = "jack")
    t <- round(made$t[, i], 9); at <- round(made$t0[i], 9)
    z0 <- qnorm(mean(t < at) + mean(t == at) / 2)
    a <- sum(jackknife^3) / sum(jackknife^2)^1.5 / 6
    z <- z0 + qnorm(c(.025, .975))
    ci <- unname(quantile(made$t[, i], pnorm(z0 + z / (1 - a * z))))
    put_ci(paste0(path, c(".mean_change_ci95", ".g_av_ci95")[i]), ci)
    other <- boot::boot.ci(made, .95, "bca", index = i, L = jackknife)$bca[4:5]
    stopifnot(length(pre) < 30 || max(abs(ci - other)) < .01 * diff(ci))
  }
}

# ---- the whole evaluation ----
bounds <- c(soc13_total = 4, soc13_comprehensibility = 2, soc13_manageability = 1.5,
    soc13_meaningfulness = 1.5, gse_total = 2)
retest <- c(soc13_total = .74, gse_total = .54)
retest_range <- list(soc13_total = c(.69, .78), gse_total = c(.5, .6))

referee <- function(frame) {
  keyed <- as.matrix(frame[c(soc, gse)])
  keyed[, soc[soc_reversed]] <- 8 - keyed[, soc[soc_reversed]]
  waves <- frame[frame$wave %in% c("pre", "post"), ]
  everyone <- unique(waves$participant)
  row_at <- function(id, wave) match(paste(id, wave), paste(frame$participant, frame$wave))
  late <- frame$participant[frame$wave == "pre" & frame$late_pre %in% 1]
  group_of <- function(id) ifelse(is.na(frame$group[row_at(id, "pre")]), frame$group[row_at(id, "post")],
      frame$group[row_at(id, "pre")])
  id <- setdiff(everyone, late)
  pre <- row_at(id, "pre"); post <- row_at(id, "post")
  group <- group_of(id)
  at_post <- function(column) if (is.null(frame[[column]])) NULL else frame[[column]][post]
  either <- function(column) ifelse(is.na(frame[[column]][pre]), frame[[column]][post], frame[[column]][pre])
  scores <- sapply(names(scale_items), function(s) score(keyed[, scale_items[[s]]], most_open[[s]]))
  before <- scores[pre, , drop = FALSE]; after <- scores[post, , drop = FALSE]; change <- after - before
  answered <- function(rows) !is.na(rows) & rowSums(!is.na(keyed[rows, , drop = FALSE])) > 0
  come <- answered(pre); back <- answered(post)

  put_all("data", list(n_rows = nrow(frame), n_participants = length(unique(frame$participant)),
    n_groups = length(unique(has(group_of(everyone)))), n_late_pre = length(late),
    n_group_changed = sum(frame$group[row_at(everyone, "pre")] != frame$group[row_at(everyone, "post")],
        na.rm = TRUE)))
  left <- at_post("status") %in% "left_early"
  put_all("flow", list(n_invited = NaN, n_pre = sum(come), n_post = sum(back), n_linked = sum(come & back),
    n_unlinked_post = sum(back & !come), n_pre_only = sum(come & !back), n_late_pre = length(late),
    n_left_early = if (is.null(frame$status)) NaN else sum(left)))
  put_all("flow.n_analysed", as.list(colSums(!is.na(change))))

  # reliability, both waves
  alphas <- list()
  for (wave in c("pre", "post")) {
    rows <- has(if (wave == "pre") pre else post)
    for (s in names(scale_items))
      alphas[[wave]][[s]] <- reliability(paste("reliability", wave, s, sep = "."), keyed[rows,
          scale_items[[s]]])
    rest <- c(alphas[[wave]]$soc13_total$rest, alphas[[wave]]$gse_total$rest)
    against <- names(rest)[!is.na(rest) & rest < 0]
    put(paste0("measurement.item_direction.against.", wave, ".length"), length(against))
    for (item in against) put(paste("measurement.item_direction.against", wave, item, sep = "."), 1)
    unjudged <- names(rest)[is.na(rest)]
    put(paste0("measurement.item_direction.not_judged.", wave, ".length"), length(unjudged))
    for (item in unjudged) put(paste("measurement.item_direction.not_judged", wave, item, sep = "."), 1)
  }

  # outcomes
  p <- c()
  for (s in names(scale_items)) {
    prorated <- function(rows, values) sum(!is.na(values) & rowSums(is.na(keyed[rows, scale_items[[s]],
        drop = FALSE])) > 0)
    p[s] <- outcome(paste0("outcomes.", s), before[, s], after[, s], group,
                    prorated(pre, before[, s]) + prorated(post, after[, s]), bounds[[s]],
                    if (s %in% names(retest)) retest[[s]] else NaN, retest_range[[s]], alphas$pre[[s]])
  }
  holm <- p.adjust(p, "holm")
  for (s in names(p)) put(paste0("outcomes.", s, ".p_holm"), shown(holm[[s]], sum(!is.na(change[, s]))))

  # who came back
  put_all("attrition", list(n_pre = sum(come), n_post = sum(back), n_both = sum(come & back),
                            n_lost = sum(come & !back), rate = mean(!back[come])))
  put_ci("attrition.rate_ci95", suppressWarnings(prop.test(sum(come & !back), sum(come),
      correct = FALSE))$conf.int)
  for (s in names(scale_items))
    attrition(paste0("attrition.by_outcome.", s), has(before[come & back, s]), has(before[come & !back, s]))

  # what if the lost had answered
  for (s in names(scale_items)) {
    path <- paste0("missing_scenarios.by_outcome.", s)
    lost <- !is.na(before[, s]) & is.na(after[, s])
    d <- change[, s]
    planned <- put_change_found(paste0(path, ".completers"), d)
    for (key in c("no_change", "completers_10th_percentile")) {
      filled <- d
      filled[lost] <- if (key == "no_change") 0 else quantile(d, .1, na.rm = TRUE)
      found <- put_change_found(paste0(path, ".scenarios.", key), filled, "n")
      put(paste0(path, ".scenarios.", key, ".agrees"), agree(planned, found))
      if (agree(planned, found) %in% 0) put(paste0(path, ".holds"), 0)
    }
    if (!is.null(frame$status)) {
      path <- paste0("missing_scenarios.left_early.by_outcome.", s)
      found <- put_change_found(paste0(path, ".without"), d[!left])
      put(paste0(path, ".agrees"), agree(put_change_found(paste0(path, ".with"), d), found))
    }
  }
  put("missing_scenarios.left_early.n_left_early", if (is.null(frame$status)) NaN else sum(left))
  if (is.null(frame$status)) put("missing_scenarios.left_early.by_outcome", NaN)

  put_all("measurement.factor_models", list(bounds.cfi_at_least = .90, bounds.rmsea_at_most = .08,
      bounds.srmr_at_most = .08,
    bounds.delta_cfi_at_least = -.01, bounds.delta_rmsea_at_most = .015, fewest_pairs = 200))
  quality(as.matrix(frame[c(soc, gse)]), pre, post, change)
  drift(keyed, pre, post)
  for (s in names(scale_items)) {
    path <- paste0("measurement.factor_models.by_scale.", s)
    complete <- complete.cases(keyed[pre, scale_items[[s]]]) & complete.cases(keyed[post, scale_items[[s]]])
    stopifnot(sum(complete) < 200)
    put_all(path, list(n_pairs = sum(complete), models.length = 0, latent_mean_change = NaN,
        latent_mean_change_ci95 = NaN))
  }
  regression_to_the_mean(before, change)
  anchor(at_post("overall_change"), change)
  sensitivity(keyed, pre, post, scores, change)
  comparability(frame, pre, post)

  if (is.null(frame$group_type)) put("group_types.comparisons.length", 0)
  levels <- list(group_type = c("self_organised", "led"), life_problem = c("same", "mixed"))
  for (a in names(levels)) if (!is.null(frame[[a]])) group_types(a, either(a), levels[[a]], group, change)
  for (one in intersect(climate, names(frame))) for (s in names(scale_items))
    condition(paste("conditions.by_outcome", s, one, sep = "."), change[, s], at_post(one), group)
}
attrition <- function(path, completers, lost) {
  for (part in c("completers", "lost")) {
    x <- get(part)
    put_all(paste0(path, ".", part), list(n = length(x), mean = if (length(x)) mean(x) else NaN, sd = sd(x)))
  }
  if (min(length(completers), length(lost)) < 2) {
    put(paste0(path, ".welch.difference"),
        if (length(lost) * length(completers)) mean(lost) - mean(completers) else NaN)
    for (name in c("welch.t", "welch.df", "welch.p", "welch.ci95", "hedges_g", "hedges_g_ci95"))
      put(paste0(path, ".", name), NaN)
    return()
  }
  test <- t.test(lost, completers)
  g <- effectsize::hedges_g(lost, completers)
  put_all(path, list(welch.difference = mean(lost) - mean(completers), welch.t = test$statistic,
      welch.df = test$parameter,
                     welch.p = shown(test$p.value, length(c(lost, completers))), hedges_g = g$Hedges_g))
  put_ci(paste0(path, ".welch.ci95"), test$conf.int)
  put_ci(paste0(path, ".hedges_g_ci95"), c(g$CI_low, g$CI_high))
}
quality <- function(raw, pre, post, change) {
  rules <- function(x) {  # one row's answers, as given
    s <- x[soc]; g <- x[gse]
    straight <- sum(is.na(s)) <= 3 && length(unique(has(s))) == 1
    runs <- rle(ifelse(is.na(s), -seq_along(s), s))
    ends <- cumsum(runs$lengths); starts <- ends - runs$lengths + 1
    long <- any(mapply(function(from, to) to - from >= 6 && length(unique(from:to %in% soc_reversed)) == 2,
        starts, ends))
    begun <- c(any(!is.na(s)), any(!is.na(g)))
    many <- any(begun & c(sum(is.na(s)), sum(is.na(g))) > 3)
    apart <- abs(mean(8 - s[soc_reversed], na.rm = TRUE) - mean(s[-soc_reversed], na.rm = TRUE)) > 3
    swings <- function(y, low, high) !anyNA(y) && all(y %in% c(low, high)) && all(diff(y) != 0)
    odd <- (apart %in% TRUE && sum(is.na(s)) <= 3) || swings(s, 1, 7) || swings(g, 1, 4)
    c(straightlined = straight, long_string = long && !straight, too_many_missing = many,
        implausible = odd && !straight)
  }
  flags <- t(apply(raw, 1, rules))
  by_person <- (flags[pre, ] %in% TRUE) | (flags[post, ] %in% TRUE)
  dim(by_person) <- c(length(pre), 4)
  rows <- has(c(pre, post))
  put_all("quality", list(n_rows = sum(rowSums(!is.na(raw[rows, ])) > 0),
      n_flagged = sum(rowSums(by_person) > 0)))
  put_all("quality", setNames(as.list(colSums(by_person)), paste0("n_", colnames(flags))))
  for (s in colnames(change)) {
    path <- paste0("quality.with_and_without.", s)
    planned <- put_change_found(paste0(path, ".everyone"), change[, s])
    found <- put_change_found(paste0(path, ".without_flagged"), change[rowSums(by_person) == 0, s])
    put(paste0(path, ".agrees"), agree(planned, found))
  }
}
drift <- function(keyed, pre, post) for (items in list(soc, gse)) {
  d <- keyed[post, items, drop = FALSE] - keyed[pre, items, drop = FALSE]
  for (item in items) {
    path <- paste0("measurement.item_drift.by_item.", item)
    both <- !is.na(d[, item])
    rest <- has(d[, item] - rowMeans(d[, items != item, drop = FALSE], na.rm = TRUE))
    put_all(path, list(n = sum(both), pre_mean = mean(keyed[pre[both], item]),
        post_mean = mean(keyed[post[both], item]),
                       mean_change = mean(d[both, item]), relative_change = mean(rest)))
    put_ci(paste0(path, ".ci95"), mean_ci(d[both, item]))
    put_ci(paste0(path, ".relative_ci95"), mean_ci(rest))
  }
}
regression_to_the_mean <- function(before, change) for (s in colnames(change)) {
  path <- paste0("regression_to_the_mean.by_outcome.", s)
  start <- mean(before[!is.na(change[, s]), s])
  seen <- mean(change[, s], na.rm = TRUE)
  put_all(path, list(n_pairs = sum(!is.na(change[, s])), pre_mean = start, observed_change = seen))
  put_ci(paste0(path, ".retest"), if (s %in% names(retest)) retest_range[[s]] else c(NA, NA))
  put_ci(paste0(path, ".population_mean"), if (s == "soc13_total") c(66, 72) else c(NA, NA))
  grid <- expand.grid(retest = c(.69, .74, .78), mean = c(66, 69, 72))
  grid$expected <- (1 - grid$retest) * (grid$mean - start)
  if (s != "soc13_total") {
    put_all(path, list(scenarios = NaN, expected_low = NaN, expected_high = NaN, observed_within_range = NaN))
    next
  }
  for (i in seq_len(nrow(grid)))
    put_all(paste0(path, ".scenarios.", i - 1), list(population_mean = grid$mean[i],
        retest = grid$retest[i], expected_change = grid$expected[i]))
  put_all(path, list(expected_low = min(grid$expected), expected_high = max(grid$expected),
                     observed_within_range = seen >= min(grid$expected) && seen <= max(grid$expected)))
}
anchor <- function(judged, change) {
  if (is.null(judged)) return(put_all("anchor", list(n = NaN, judgement = NaN, by_outcome = NaN)))
  kind <- cut(judged, c(-4, -.5, .5, 4), c("worse", "same", "better"))
  put_all("anchor", list(n = sum(!is.na(judged)), judgement.mean = mean(judged, na.rm = TRUE)))
  put_all("anchor.judgement", setNames(as.list(table(kind)), paste0("n_", levels(kind))))
  for (s in colnames(change)) {
    path <- paste0("anchor.by_outcome.", s)
    test <- cor.test(change[, s], judged)
    put_all(path, list(n = sum(!is.na(change[, s] + judged)), correlation = test$estimate))
    put_ci(paste0(path, ".ci95"), test$conf.int)
    for (k in levels(kind)) {
      d <- has(change[kind %in% k, s])
      put_all(paste0(path, ".by_judgement.", k), list(n = length(d),
          mean_change = if (length(d)) mean(d) else NaN, sd = sd(d)))
    }
  }
}
sensitivity <- function(keyed, pre, post, scores, change) for (s in colnames(change)) {
  path <- paste0("sensitivity.by_outcome.", s)
  items <- scale_items[[s]]
  planned <- put_change_found(paste0(path, ".planned"), change[, s])
  one <- function(name, d) {
    found <- put_change_found(paste0(path, ".analyses.", name), d)
    put(paste0(path, ".analyses.", name, ".agrees"), agree(planned, found))
    agree(planned, found)
  }
  without <- function(dropped) {
    kept <- ifelse(is.na(scores[, s]), NA, rowMeans(keyed[, setdiff(items, dropped)],
        na.rm = TRUE) * length(items))
    kept[post] - kept[pre]
  }
  agreed <- vapply(items, function(item) one(paste0("without_item.", item), without(item)), 1)
  twins <- soc[2:3]
  if (all(twins %in% items)) agreed <- c(agreed, one("without_items_2_and_3.soc13_02+soc13_03",
      without(twins)))
  complete <- complete.cases(keyed[pre, items]) & complete.cases(keyed[post, items])
  agreed <- c(agreed, one("complete_only", ifelse(complete, change[, s], NA)))
  put(paste0(path, ".n_changed"), if (is.na(planned)) NaN else sum(agreed == 0, na.rm = TRUE))
  put(paste0(path, ".all_agree"),
      if (is.na(planned) || (all(has(agreed) == 1) && anyNA(agreed))) NaN else all(has(agreed) == 1))
}
comparability <- function(frame, pre, post) {
  both <- !is.na(pre) & !is.na(post)
  for (column in c("wording", "language", "mode")) {
    x <- frame[[column]]
    put(paste0("comparability.n_", column, "_changed"), if (is.null(x)) NaN else sum(x[pre] != x[post],
        na.rm = TRUE))
  }
  path <- "comparability.weeks_between"
  if (is.null(frame$week)) return(put_all(path, list(n = 0, median = NaN, quartiles = NaN, lowest = NaN,
      highest = NaN)))
  january_4 <- as.Date(paste0(substr(frame$week, 1, 4), "-01-04"))  # always in week 1
  monday <- january_4 - (as.POSIXlt(january_4)$wday + 6) %% 7 + 7 * (as.integer(substr(frame$week, 7, 8)) - 1)
  weeks <- has(as.numeric(monday[post] - monday[pre]) / 7)
  put_all(path, list(n = length(weeks), median = median(weeks), lowest = min(weeks), highest = max(weeks)))
  put_ci(paste0(path, ".quartiles"), quantile(weeks, c(.25, .75)))
  put_all("comparability.by_language", as.list(table(frame$language[has(pre)])))
}
group_types <- function(attribute, type, levels, group, change) {
  path <- paste0("group_types.comparisons.", attribute)
  named <- tapply(type, group, function(x) unique(has(x)))
  put(paste0(path, ".n_groups_unclear"), sum(lengths(named) > 1))
  put_all(paste0(path, ".levels"), as.list(c(setNames(c(1, 1), levels), length = 2)))
  of_group <- vapply(named, function(x) if (length(x) == 1) x else NA_character_, "")
  for (s in colnames(change)) {
    data <- data.frame(d = change[, s], group, type = factor(of_group[group], levels))
    data <- data[complete.cases(data), ]
    here <- paste0(path, ".by_outcome.", s)
    n_groups <- tapply(data$group, data$type, function(g) length(unique(g)))
    put_all(paste0(here, ".n"), as.list(table(data$type)))
    put_all(paste0(here, ".n_groups"), as.list(n_groups))
    put_all(paste0(here, ".mean_change"), as.list(tapply(data$d, data$type, mean)))
    fit <- mixed(d ~ type + (1 | group), data)
    model <- sum(n_groups) >= 5 && relied_on(fit)
    if (model) {
      row <- coef(summary(fit))[2, ]
      b <- row[["Estimate"]]; se <- row[["Std. Error"]]; df <- row[["df"]]
    } else {
      means <- tapply(data$d, data$group, mean)
      second <- of_group[names(means)] == levels[2]
      test <- t.test(means[second], means[!second])
      b <- mean(means[second]) - mean(means[!second]); se <- test$stderr; df <- test$parameter
    }
    put_all(here, list(difference = b, se = se, df = df, p = shown(2 * pt(-abs(b / se), df), nrow(data)),
        method = model))
    put_ci(paste0(here, ".ci95"), b + c(-1, 1) * qt(.975, df) * se)
  }
}
condition <- function(path, d, x, group) {
  data <- data.frame(d, x, group)
  data <- data[complete.cases(data), ]
  data$between <- ave(data$x, data$group)
  data$within <- data$x - data$between
  groups <- length(unique(data$group))
  fit <- mixed(d ~ within + between + (1 | group), data)
  model <- groups >= 5 && relied_on(fit)
  put_all(path, list(n = nrow(data), n_groups = groups, method = model))
  if (model) {
    table <- coef(summary(fit))[c("within", "between"), c("Estimate", "Std. Error", "df")]
  } else {
    inside <- coef(summary(lm(I(d - ave(d, group)) ~ 0 + within, data)))[1, 1:2]
    df <- nrow(data) - groups - 1
    inside[2] <- inside[2] * sqrt((nrow(data) - 1) / df)
    means <- aggregate(cbind(d, between) ~ group, data, mean)
    table <- rbind(c(inside, df), c(coef(summary(lm(d ~ between, means)))[2, 1:2], nrow(means) - 2))
  }
  for (i in 1:2) {
    here <- paste0(path, c(".person", ".group")[i])
    b <- table[i, 1]; se <- table[i, 2]; df <- table[i, 3]
    put_all(here, list(slope = b, se = se, df = df, p = shown(2 * pt(-abs(b / se), df), nrow(data))))
    put_ci(paste0(here, ".ci95"), b + c(-1, 1) * qt(.975, df) * se)
  }
}

made <- list(referee_64 = make_64, referee_7 = make_7)
for (name in names(made)) {
  write.csv(made[[name]](), paste0(name, ".csv"), row.names = FALSE, na = "", quote = FALSE)
  out <- list()
  referee(read.csv(paste0(name, ".csv"), na.strings = ""))
  write_reference(out, paste0(name, ".out.csv"),
                  c("psych", "lavaan", "lme4", "lmerTest", "coin", "exactRankTests", "BayesFactor", "boot",
                      "effectsize"))
}
