# Shared by the scripts beside it: write named values, with the versions that made them.
write_reference <- function(values, file, packages = character()) {
  versions <- c(R = paste(R.version$major, R.version$minor, sep = "."),
                vapply(packages, function(p) as.character(packageVersion(p)), ""))
  lines <- c(paste0("# ", names(versions), " ", versions),
             "name,value",
             paste0(names(values), ",", trimws(formatC(unlist(values), digits = 17, format = "g"))))
  writeLines(lines, file)
}

# Paired change by base R and effectsize; g_av by its formula, for effectsize 0.8 has none.
paired_reference <- function(pre, post) {
  test <- t.test(post, pre, paired = TRUE)
  n <- length(pre)
  df <- n - 1
  J <- exp(lgamma(df / 2) - lgamma((df - 1) / 2) - log(df / 2) / 2)
  # The noncentralities under which t is the 97.5th and the 2.5th percentile.
  noncentrality <- function(p) {
    uniroot(function(nc) pt(test$statistic, df, nc) - p, test$statistic + c(-6, 6), tol = 1e-14)$root
  }
  nc <- c(noncentrality(.975), noncentrality(.025))
  av <- sd(post - pre) / sqrt(n) / sqrt((var(pre) + var(post)) / 2)  # Algina & Keselman (2003)
  d_av <- mean(post - pre) / sqrt((var(pre) + var(post)) / 2)
  list(n_pairs = n,
       pre_mean = mean(pre), pre_sd = sd(pre), post_mean = mean(post), post_sd = sd(post),
       correlation = cor(pre, post),
       change_mean = mean(post - pre), change_sd = sd(post - pre),
       n_up = sum(round(post - pre, 9) > 0), n_zero = sum(round(post - pre, 9) == 0),
       n_down = sum(round(post - pre, 9) < 0),
       t = unname(test$statistic), df = unname(test$parameter), p = test$p.value,
       ci95_low = test$conf.int[1], ci95_high = test$conf.int[2],
       d_z = effectsize::cohens_d(post, pre, paired = TRUE)$Cohens_d,
       g_z = effectsize::hedges_g(post, pre, paired = TRUE)$Hedges_g,
       d_z_low = nc[1] / sqrt(n), d_z_high = nc[2] / sqrt(n),
       g_av_low = nc[1] * av * J, g_av_high = nc[2] * av * J,
       d_av = d_av, g_av = d_av * J, d_pre = mean(post - pre) / sd(pre))
}
