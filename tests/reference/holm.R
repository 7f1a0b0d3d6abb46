# Rscript holm.R: Holm's adjustment by p.adjust, with ties and values that are cut at 1.
source("reference.R")
p <- c(a = .013, b = .04, c = .0004, d = .04, e = .6)
write_reference(as.list(p.adjust(p, "holm")), "holm.out.csv")
