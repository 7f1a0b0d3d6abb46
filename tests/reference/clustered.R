# Rscript clustered.R: change ~ 1 + (1 | group) by lme4 and lmerTest, and the t-test on group means.
# dyestuff and dyestuff2 are lme4's own data sets; small and large are made here.
source("reference.R")
suppressMessages(library(lmerTest))

cohort <- function(n_groups, n, sd_group, sd_person, mean) {
  group <- sort(c(rep(seq_len(n_groups), 3), sample(n_groups, n - 3 * n_groups, replace = TRUE)))
  change <- round(mean + rnorm(n_groups, 0, sd_group)[group] + rnorm(n, 0, sd_person))
  data.frame(group = paste0("g", group), change)
}
set.seed(31)
sets <- list(
  dyestuff = data.frame(group = lme4::Dyestuff$Batch, change = lme4::Dyestuff$Yield),
  dyestuff2 = data.frame(group = lme4::Dyestuff2$Batch, change = lme4::Dyestuff2$Yield),
  small = cohort(11, 64, 4, 11, 3),
  large = cohort(90, 600, 3, 11, 3))
rows <- do.call(rbind, lapply(names(sets), function(name) cbind(set = name, sets[[name]])))
write.csv(rows, "clustered.csv", row.names = FALSE, quote = FALSE)

exact <- lmerControl(optimizer = "nloptwrap",
                     optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14, maxeval = 10000))
out <- list()
for (name in names(sets)) {
  fit <- suppressMessages(lmer(change ~ 1 + (1 | group), sets[[name]], control = exact))
  row <- coef(summary(fit))[1, ]
  variances <- as.data.frame(VarCorr(fit))$vcov
  means <- t.test(tapply(sets[[name]]$change, sets[[name]]$group, mean))
  out[[name]] <- list(
    estimate = row[["Estimate"]], se = row[["Std. Error"]], df = row[["df"]],
    p = row[["Pr(>|t|)"]], var_group = variances[1], var_residual = variances[2],
    reml_criterion = lme4::REMLcrit(fit), means_estimate = unname(means$estimate),
    means_se = means$stderr, means_df = unname(means$parameter), means_p = means$p.value,
    means_low = means$conf.int[1], means_high = means$conf.int[2])
}
flat <- unlist(out)
names(flat) <- sub(".", "_", names(flat), fixed = TRUE)
write_reference(as.list(flat), "clustered.out.csv", c("lme4", "lmerTest"))
