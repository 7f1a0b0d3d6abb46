# Rscript conditions.R: change ~ (x - group mean) + group mean + (1 | group) by lme4 and lmerTest;
# and by lm: within groups, over groups' means, and without groups. x is a climate item, 1 to 5.
# Set alike is made so that the model finds no variance between groups.
source("reference.R")
suppressMessages(library(lmerTest))

cohort <- function(n_groups, n, sd_group, sd_person) {
  group <- sort(c(rep(seq_len(n_groups), 3), sample(n_groups, n - 3 * n_groups, replace = TRUE)))
  of_group <- rnorm(n_groups)[group]
  x <- pmin(5, pmax(1, round(3.6 + 0.5 * of_group + rnorm(n, 0, 0.9))))
  change <- round(3 + x + of_group + rnorm(n_groups, 0, sd_group)[group] + rnorm(n, 0, sd_person))
  data.frame(group = paste0("g", group), x, change)
}
set.seed(12)
sets <- list(small = cohort(11, 64, 6, 10), large = cohort(90, 600, 3, 11),
             alike = cohort(11, 64, 0, 11))
sets$alike <- within(sets$alike, change <- round(change - ave(change, group) * 0.7))
rows <- do.call(rbind, lapply(names(sets), function(name) cbind(set = name, sets[[name]])))
write.csv(rows, "conditions.csv", row.names = FALSE, quote = FALSE)

exact <- lmerControl(optimizer = "nloptwrap",
                     optCtrl = list(xtol_abs = 1e-14, ftol_abs = 1e-14, maxeval = 10000))
figures <- function(rows, at, df) {
  list(slope = rows[at, "Estimate"], se = rows[at, "Std. Error"],
       df = if (is.null(df)) rows[at, "df"] else df, p = rows[at, "Pr(>|t|)"])
}
out <- list()
for (name in names(sets)) {
  set <- sets[[name]]
  set$at_group <- ave(set$x, set$group)
  set$at_person <- set$x - set$at_group
  fit <- suppressMessages(lmer(change ~ at_person + at_group + (1 | group), set, control = exact))
  rows <- coef(summary(fit))
  within_fit <- lm(change ~ x + group, set)
  means <- lm(change ~ x, aggregate(cbind(change, x) ~ group, set, mean))
  alone <- lm(change ~ x, set)
  variances <- as.data.frame(VarCorr(fit))$vcov
  out[[name]] <- list(
    var_group = variances[1], var_residual = variances[2], reml_criterion = lme4::REMLcrit(fit),
    person = figures(rows, "at_person", NULL), group = figures(rows, "at_group", NULL),
    within = figures(coef(summary(within_fit)), "x", within_fit$df.residual),
    means = figures(coef(summary(means)), "x", means$df.residual),
    alone = figures(coef(summary(alone)), "x", alone$df.residual))
}
flat <- unlist(out)
names(flat) <- gsub(".", "_", names(flat), fixed = TRUE)
write_reference(as.list(flat), "conditions.out.csv", c("lme4", "lmerTest"))
