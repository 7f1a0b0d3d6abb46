# Rscript wilson.R: Wilson's interval without continuity correction.
source("reference.R")
out <- list()
for (pair in list(c(0, 9), c(1, 9), c(17, 64), c(9, 9), c(412, 2077))) {
  ci <- suppressWarnings(prop.test(pair[1], pair[2], correct = FALSE)$conf.int)
  out[[paste0("low_", pair[1], "_", pair[2])]] <- ci[1]
  out[[paste0("high_", pair[1], "_", pair[2])]] <- ci[2]
}
write_reference(out, "wilson.out.csv")
