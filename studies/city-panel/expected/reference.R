# The estimates of this study without Yugong: ordinary least squares with dummy variables and two-stage least squares,
# standard errors HC1, in base R with sandwich and AER. Reads the prepared panel that a run writes:
#
#     yugong run study.toml
#     Rscript expected/reference.R out/data/panel.csv > expected/coefficients.csv
suppressMessages({library(sandwich); library(AER)})
d <- read.csv(commandArgs(TRUE)[1], fileEncoding = "UTF-8-BOM", check.names = FALSE)
d <- d[order(d$city, d$year), ]
d$lag <- ave(d$Nqp, d$city, FUN = function(v) c(NA, head(v, -1)))
controls <- "Econ + Gov + FDI + Finan + lnpd"
effects <- "factor(city) + factor(year)"
cat("model,term,estimate,std_error,nobs\n")
row <- function(model, fit, terms) {
  v <- vcovHC(fit, type = "HC1")
  for (t in terms)
    cat(sprintf("%s,%s,%.15g,%.15g,%d\n", model, t, coef(fit)[[t]], sqrt(v[t, t]), nobs(fit)))
}
# Cities seen once in a sample have nothing left after their effect.
without_singletons <- function(s) s[ave(rep(1, nrow(s)), s$city, FUN = sum) > 1, ]
ols <- function(model, y, x, s = d, fe = effects)
  row(model, lm(as.formula(paste(y, "~", x, "+", controls, "+", fe)), without_singletons(s)), x)
capital <- "\u7701\u4f1a\u4e0e\u76f4\u8f96\u5e02"
based <- "\u8d44\u6e90\u578b\u57ce\u5e02"
ols("baseline", "Coor", "Nqp")
for (k in c("Nql", "Nqo", "Nqm")) ols(tolower(k), "Coor", k)
for (y in c("energy1", "energy2", "green_app", "green_grant", "dfi")) ols(paste0("mech.", y), y, "Nqp")
ols("without_municipalities", "Coor", "Nqp", d[d$rank != "\u76f4\u8f96\u5e02", ])
ols("low", "Coor", "Nqp", d[d$index_high == 0, ])
ols("high", "Coor", "Nqp", d[d$index_high == 1, ])
ols("capitals", "Coor", "Nqp", d[d$capital_city == capital, ])
ols("ordinary", "Coor", "Nqp", d[d$capital_city != capital, ])
ols("resource_based", "Coor", "Nqp", d[d$resource == based, ])
ols("other", "Coor", "Nqp", d[d$resource != based, ])
ols("dual_high", "Coor", "Nqp", d[d$digital_high == 1 & d$lowcarbon == 1, ])
ols("dual_low", "Coor", "Nqp", d[d$digital_high == 0 & d$lowcarbon == 0, ])
ols("digital_driven", "Coor", "Nqp", d[d$digital_high == 1 & d$lowcarbon == 0, ])
ols("pressure_induced", "Coor", "Nqp", d[d$digital_high == 0 & d$lowcarbon == 1, ])
# Provinces with one city have nothing left after province-year effects.
many <- d[ave(as.integer(factor(d$city)), d$province, FUN = function(v) length(unique(v))) > 1, ]
ols("province_year", "Coor", "Nqp", many, "factor(city) + factor(paste(province, year))")
# The instrument: last year's index. Effects are taken out first, and counted.
s <- d[!is.na(d$lag), ]
left <- function(v) residuals(lm(v ~ factor(s$city) + factor(s$year)))
w <- as.data.frame(lapply(s[c("Coor", "Nqp", "lag", "Econ", "Gov", "FDI", "Finan", "lnpd")], left))
iv <- ivreg(Coor ~ Nqp + Econ + Gov + FDI + Finan + lnpd - 1 | lag + Econ + Gov + FDI + Finan + lnpd - 1, data = w)
n <- nrow(w); absorbed <- length(unique(s$city)) + length(unique(s$year)) - 1
v <- vcovHC(iv, type = "HC0") * n / (n - 6 - absorbed)
cat(sprintf("instruments,Nqp,%.15g,%.15g,%d\n", coef(iv)[["Nqp"]], sqrt(v[1, 1]), n))
