# Rscript attrition.R: completers against lost by Welch's t-test and effectsize's Hedges g.
source("reference.R")
set.seed(11)
cases <- list(plain = list(round(rnorm(31, 61, 11)), round(rnorm(14, 55, 14))),
              few = list(c(48, 61, 55), c(71, 66)),
              far = list(c(20, 22, 21, 23, 20), c(41, 40, 43, 42)))
rows <- list()
out <- list()
for (name in names(cases)) {
  completers <- cases[[name]][[1]]
  lost <- cases[[name]][[2]]
  rows[[name]] <- data.frame(case = name, score = c(completers, lost),
                             is_lost = rep(0:1, c(length(completers), length(lost))))
  test <- t.test(lost, completers)
  g <- effectsize::hedges_g(lost, completers)
  found <- list(difference = mean(lost) - mean(completers), t = unname(test$statistic),
                df = unname(test$parameter), p = test$p.value,
                ci95_low = test$conf.int[1], ci95_high = test$conf.int[2],
                hedges_g = g$Hedges_g, hedges_g_low = g$CI_low, hedges_g_high = g$CI_high)
  out <- c(out, setNames(found, paste0(name, "_", names(found))))
}
write.csv(do.call(rbind, rows), "attrition.csv", row.names = FALSE)
write_reference(out, "attrition.out.csv", "effectsize")
