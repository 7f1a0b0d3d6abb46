# Rscript group_types.R: change ~ type + (1 | group) by lme4 and lmerTest, and Welch's t-test on
# group means. Set alike is made so that the model finds no variance between groups.
source("reference.R")
suppressMessages(library(lmerTest))

cohort <- function(n_groups, n, sd_group, sd_person, by_type) {
  group <- sort(c(rep(seq_len(n_groups), 3), sample(n_groups, n - 3 * n_groups, replace = TRUE)))
  is_led <- (group %% 5) < 2
  change <- round(3 + by_type * is_led + rnorm(n_groups, 0, sd_group)[group] + rnorm(n, 0, sd_person))
  data.frame(group = paste0("g", group), type = ifelse(is_led, "led", "self_organised"), change)
}
set.seed(7)
sets <- list(
  small = cohort(11, 64, 4, 11, 2),
  large = cohort(90, 600, 3, 11, 2),
  alike = cohort(11, 64, 0, 11, 2))
# Each group's mean is drawn half way to that of its type.
mean_of <- function(x, by) ave(x, by)
sets$alike <- within(sets$alike,
  change <- round(change - (mean_of(change, group) - mean_of(change, type)) / 2))
rows <- do.call(rbind, lapply(names(sets), function(name) cbind(set = name, sets[[name]])))
write.csv(rows, "group_types.csv", row.names = FALSE, quote = FALSE)

exact <- lmerControl(optimizer = "nloptwrap",
                     optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14, maxeval = 10000))
out <- list()
for (name in names(sets)) {
  set <- sets[[name]]
  set$type <- factor(set$type, c("self_organised", "led"))
  fit <- suppressMessages(lmer(change ~ type + (1 | group), set, control = exact))
  row <- coef(summary(fit))[2, ]
  means <- aggregate(change ~ group + type, set, mean)
  welch <- t.test(means$change[means$type == "led"], means$change[means$type != "led"])
  variances <- as.data.frame(VarCorr(fit))$vcov
  out[[name]] <- list(
    difference = row[["Estimate"]], se = row[["Std. Error"]], df = row[["df"]],
    p = row[["Pr(>|t|)"]], var_group = variances[1], var_residual = variances[2],
    reml_criterion = lme4::REMLcrit(fit),
    welch_difference = unname(welch$estimate[1] - welch$estimate[2]), welch_se = welch$stderr,
    welch_df = unname(welch$parameter), welch_p = welch$p.value,
    welch_low = welch$conf.int[1], welch_high = welch$conf.int[2])
}
flat <- unlist(out)
names(flat) <- sub(".", "_", names(flat), fixed = TRUE)
write_reference(as.list(flat), "group_types.out.csv", c("lme4", "lmerTest"))
