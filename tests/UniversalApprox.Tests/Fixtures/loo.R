# Writes loo.json: leave-one-out by Pareto-smoothed importance sampling, comparison and stacking by R's package loo, for
# log-likelihoods that any language can make: model k, point i (1…20), draw s (1…1000).
# Made with loo 2.5.1: Rscript loo.R > loo.json
suppressMessages({library(loo); library(jsonlite)})
n <- 20; draws <- 1000
u <- function(s, step) (s * step) %% 1
model <- function(k) sapply(1:n, function(i) {
  z <- qnorm(u(1:draws, 0.6180339887498949)) * (0.2 + 0.05 * k) * (1 + 0.12 * i) + qnorm(u(1:draws, 0.7548776662466927)) * 0.1
  -0.5 * (sin(3 * i + k) * 1.2 + z)^2 - 0.1 * k
})
efficiency <- seq(0.35, 1, length.out = n)
results <- lapply(1:3, function(k) suppressWarnings(loo(model(k), r_eff = efficiency)))
row <- function(r) list(elpd = r$estimates["elpd_loo", 1], elpdError = r$estimates["elpd_loo", 2], p = r$estimates["p_loo", 1],
  pError = r$estimates["p_loo", 2], pointwise = r$pointwise[, "elpd_loo"], k = r$diagnostics$pareto_k)
difference <- suppressWarnings(loo_compare(results[[1]], results[[2]]))
density <- sapply(results, function(r) r$pointwise[, "elpd_loo"])
weights <- as.numeric(stacking_weights(density, optim_control = list(reltol = 1e-14)))
# loo_compare has the better model first.
cat(toJSON(list(models = lapply(results, row), difference = difference[2, 1:2], stacking = weights,
  score = sum(log(exp(density) %*% weights))), digits = 17, auto_unbox = TRUE))
