# The posterior of emcee_gauss.py by Stan's NUTS with a dense metric: 4 chains of 1000 + 4000 draws on the data of
# emcee_gauss.json. Writes stan_gauss.json: mean, standard deviation and their Monte Carlo standard errors of every
# parameter, in the order w1, b1, a1, w2, b2, a2, c, log_sigma.
# Needs R with rstan, posterior and jsonlite: Rscript stan_gauss.R > stan_gauss.json
suppressMessages({ library(rstan); library(posterior); library(jsonlite) })
rstan_options(boost_lib = "/usr/include")
peer <- fromJSON("emcee_gauss.json")
y <- peer$outputs
n <- length(y)
x <- seq(-5, 5, length.out = n)
code <- "
data { int n; vector[n] x; vector[n] y; }
parameters { vector[2] w; vector[2] b; vector[2] a; real c; real<lower=0> sigma; }
model {
  vector[n] f = rep_vector(c, n);
  w ~ normal(0, 30); b ~ normal(0, 30); a ~ normal(0, 30); c ~ normal(0, 30); sigma ~ normal(0, 5);
  for (k in 1:2) f += a[k] * inv_logit(w[k] * x + b[k]);
  y ~ normal(f, sigma);
}
generated quantities { real log_sigma = log(sigma); }"
s <- peer$start
init <- function() list(w = s[c(1, 4)], b = s[c(2, 5)], a = s[c(3, 6)], c = s[7], sigma = exp(s[8]))
model <- stan_model(model_code = code)
fit <- sampling(model, data = list(n = n, x = x, y = y), chains = 4, iter = 5000, warmup = 1000, cores = 2,
                init = init, refresh = 0, seed = 3, control = list(metric = "dense_e", max_treedepth = 12))
draws <- as_draws_array(fit)
names <- c("w[1]", "b[1]", "a[1]", "w[2]", "b[2]", "a[2]", "c", "log_sigma")
rows <- summarise_draws(subset_draws(draws, names), "mean", "sd", "mcse_mean", "mcse_sd", "ess_bulk", "rhat")
result <- list(
  versions = unbox(paste0("rstan ", packageVersion("rstan"), ", posterior ", packageVersion("posterior"))),
  names = rows$variable, mean = rows$mean, sd = rows$sd,
  meanStandardError = rows$mcse_mean, sdStandardError = rows$mcse_sd,
  essBulk = rows$ess_bulk, rhat = rows$rhat)
cat(toJSON(result, digits = 10, pretty = TRUE), "\n")
