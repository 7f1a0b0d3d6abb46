# Rscript prorated.R: 14 pairs with ties, zeros and prorated scores (x 13/12, x 13/10).
source("reference.R")
pre <- c(52, 61, 47 * 13 / 12, 70, 58, 58, 41 * 13 / 10, 66, 49, 61, 52, 77, 63, 60 * 13 / 12)
post <- c(55, 61, 50 * 13 / 12, 66, 61, 58, 44 * 13 / 10, 71, 53, 58, 52, 79, 66, 60 * 13 / 12)
write.csv(data.frame(pre = trimws(formatC(pre, digits = 17, format = "g")),
                     post = trimws(formatC(post, digits = 17, format = "g"))),
          "prorated.csv", row.names = FALSE, quote = FALSE)
write_reference(paired_reference(pre, post), "prorated.out.csv", "effectsize")
