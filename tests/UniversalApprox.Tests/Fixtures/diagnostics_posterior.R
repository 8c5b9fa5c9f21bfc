# Writes diagnostics_posterior.json: R-hat, effective sample sizes and Monte-Carlo errors of R's package posterior, and
# nested R-hat by the formula of arXiv 2110.13017 (which posterior 1.4 does not have).
# Made with posterior 1.4.0: Rscript diagnostics_posterior.R > diagnostics_posterior.json
suppressMessages({library(posterior); library(jsonlite)})
set.seed(20260101)
ar <- function(n, m, phi) {
  x <- matrix(0, n, m)
  x[1, ] <- rnorm(m) / sqrt(1 - phi^2)
  for (i in 2:n) x[i, ] <- phi * x[i - 1, ] + rnorm(m)
  x
}
samples <- list(
  independent = matrix(rnorm(400), 100, 4),
  odd = matrix(rnorm(303), 101, 3),
  correlated = ar(150, 4, 0.8),
  antithetic = ar(150, 4, -0.6),
  shifted = sweep(ar(100, 4, 0.3), 2, c(0, 0, 0, 2), "+"),
  scaled = sweep(ar(100, 4, 0.3), 2, c(1, 1, 1, 4), "*"),
  heavy = matrix(rcauchy(400), 100, 4),
  ties = matrix(rpois(400, 2), 100, 4),
  one = ar(200, 1, 0.5),
  short = matrix(rnorm(48), 12, 4)
)
nested <- function(x, superchains) {
  groups <- split(seq_len(ncol(x)), superchains)
  means <- sapply(groups, function(g) mean(x[, g]))
  within <- sapply(groups, function(g) {
    subchains <- colMeans(x[, g, drop = FALSE])
    (if (length(g) > 1) var(subchains) else 0) + mean(apply(x[, g, drop = FALSE], 2, var))
  })
  sqrt(1 + var(means) / mean(within))
}
suppressWarnings(cases <- lapply(names(samples), function(name) {
  x <- round(samples[[name]], 6)
  list(
    name = name, series = t(x), rhat = rhat(x), essBulk = ess_bulk(x), essTail = ess_tail(x), essMean = ess_mean(x),
    essQuantile = ess_quantile(x, 0.3, names = FALSE), mcseMean = mcse_mean(x), mcseSd = mcse_sd(x),
    mcseQuantile = sapply(c(0.05, 0.5, 0.9), function(p) mcse_quantile(x, p, names = FALSE)),
    quantiles = quantile(x, c(0.05, 0.5, 0.9), names = FALSE),
    nested = if (ncol(x) == 4) nested(x, c(1, 1, 2, 2)) else NA
  )
}))
cat(toJSON(cases, digits = 17, auto_unbox = TRUE, na = "null"))
