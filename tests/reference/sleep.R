# Rscript sleep.R: R's own data set sleep (Student 1908), drug 1 as pre and drug 2 as post.
source("reference.R")
pre <- sleep$extra[sleep$group == 1]
post <- sleep$extra[sleep$group == 2]
write.csv(data.frame(pre, post), "sleep.csv", row.names = FALSE)
write_reference(paired_reference(pre, post), "sleep.out.csv", "effectsize")
