# Effective samples per second by Stan's NUTS: sigmoid units and sigma, from around a good fit. 4 chains of 1000 steps of warm-up and
# 1000 draws with a dense metric on 2 cores; compiling does not count.
#
# Arguments: a CSV file of x and y without a header, the number of units, and the fit: w1,b1,a1,...,c,log_sigma.
# Prints the effective samples (bulk) of the slowest parameter per second of warm-up and sampling.
suppressMessages({ library(rstan); library(posterior) })
if (dir.exists("/usr/include/boost")) rstan_options(boost_lib = "/usr/include")
given <- commandArgs(trailingOnly = TRUE)
data <- read.csv(given[1], header = FALSE)
units <- as.integer(given[2])
fit <- as.numeric(strsplit(given[3], ",")[[1]])
code <- "
data { int n; vector[n] x; vector[n] y; int units; }
parameters { vector[units] w; vector[units] b; vector[units] a; real c; real<lower=0> sigma; }
model {
  vector[n] f = rep_vector(c, n);
  w ~ normal(0, 30); b ~ normal(0, 30); a ~ normal(0, 30); c ~ normal(0, 30); sigma ~ normal(0, 5);
  for (k in 1:units) f += a[k] * inv_logit(w[k] * x + b[k]);
  y ~ normal(f, sigma);
}"
set.seed(1)
sink(stderr())
model <- suppressMessages(stan_model(model_code = code))
near <- function(values) as.array(values * (1 + 1e-3 * rnorm(length(values))))
start <- function() {
  hidden <- matrix(fit[1:(3 * units)], nrow = 3)
  list(w = near(hidden[1, ]), b = near(hidden[2, ]), a = near(hidden[3, ]), c = fit[3 * units + 1], sigma = exp(fit[3 * units + 2]))
}
values <- list(n = nrow(data), x = data[[1]], y = data[[2]], units = units)
began <- Sys.time()
run <- suppressWarnings(sampling(model, data = values, chains = 4, iter = 2000, warmup = 1000, cores = 2, init = start, refresh = 0,
                                 seed = 3, control = list(metric = "dense_e")))
elapsed <- as.numeric(Sys.time() - began, units = "secs")
found <- summarise_draws(as_draws_array(run), "ess_bulk")
sink()
cat(min(found$ess_bulk[found$variable != "lp__"]) / elapsed, "\n")
