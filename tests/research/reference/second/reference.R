# Rscript reference.R    writes reference.json: each value with the command that gave it
# R 4.2.2 with psych, lavaan, vcd, lme4 and jsonlite; everything else is base R. Nothing here knows of Python.
suppressMessages({library(psych); library(lavaan); library(vcd); library(lme4); library(jsonlite)})
options(warn = -1); set.seed(1)
values <- list()
hold <- function(name, command, tolerance = 1e-9, as = NULL) {
  how <- paste(trimws(deparse(substitute(command), width.cutoff = 500)), collapse = " ")
  values[[name]] <<- list(list(source = "R", tolerance = tolerance, value = command, how = if (is.null(as)) how else as))
}
named <- function(x, names) as.list(setNames(as.vector(x), names))

# ---- the answers as risks: NA where no option was picked, or where the item does not apply
answers <- read.csv("answers.csv", na.strings = NULL, colClasses = "character")
amount <- c(all = 0, most = 20, half = 45, few = 70, none = 100); degree <- c(yes = 0, partly = 60, no = 100)
risk_of <- list(notes.a = amount, notes.b = amount, notes.c = amount, notes.d = amount, notes.e = amount, notes.f = degree,
                notes.g = degree, room.a = degree[-2], room.b = amount, room.c = degree[-2], room.d = degree, room.e = degree[-2],
                talk.a = degree, talk.b = amount, exit.a = amount, apart.a = degree, apart.b = degree, apart.c = degree)
weight <- c(notes.a = 9, notes.b = 3, notes.c = 1, notes.d = 6, notes.e = 2, notes.f = 12, notes.g = 4, room.a = 5, room.b = 7,
            room.c = 2, room.d = 3, room.e = 8, talk.a = 4, talk.b = 1, exit.a = 10, apart.a = 2, apart.b = 3, apart.c = 5)
domain <- sub("\\..*", "", names(weight)); w <- weight * c(notes = 2, room = 1, talk = 3, exit = 1, apart = 1)[domain]
R <- sapply(names(w), function(i) unname(risk_of[[i]][answers[[i]]])); open <- sapply(names(w), function(i) answers[[i]] %in% c("", "unsure"))
outside <- outer(answers$telehealth != "True", names(w) == "room.e", "&"); R[outside] <- NA; open[outside] <- FALSE
colnames(open) <- colnames(outside) <- names(w); answered <- !is.na(R)
spring <- answers$season == "spring"; autumn <- !spring
of <- function(id) names(w)[domain == id]

# ---- what each row scores
score <- function(R, open, w) {
  A <- as.vector((!is.na(R)) %*% w); P <- as.vector(ifelse(is.na(R), 0, R) %*% w); M <- as.vector(open %*% w); none <- function(x) ifelse(is.finite(x), x, NA)
  data.frame(score = none(P / A), low = none(P / (A + M)), high = none((P + 100 * M) / (A + M)), coverage = none(A / (A + M)))
}
scored <- function(id = NULL, w. = w) { i <- if (is.null(id)) names(w) else of(id); score(R[, i, drop = FALSE], open[, i, drop = FALSE], w.[i]) }
for (end in c("score", "low", "high", "coverage")) hold(paste0("scores.", end), scored()[[end]])
hold("scores.room.score", scored("room")$score)
state <- function(rows, i) as.list(c(answered = sum(answered[rows, i]), unsure = sum(answers[rows, i] == "unsure" & !outside[rows, i]),
  blank = sum(answers[rows, i] == "" & !outside[rows, i]), "n/a" = sum(answers[rows, i] == "n/a"), outside = sum(outside[rows, i])))
hold("missing.spring", state(spring, names(w))); hold("missing.room", state(TRUE, of("room"))); hold("missing.all", state(TRUE, names(w)))

# ---- items and internal consistency, in spring
C <- function(x) cov(x, use = "pairwise"); vary <- function(x) x[, sapply(colnames(x), function(i) isTRUE(var(x[, i], na.rm = TRUE) > 0)), drop = FALSE]
complete <- function(x) x[complete.cases(x), , drop = FALSE]
rest <- function(x) { c <- C(x); sapply(seq_len(ncol(c)), function(i) { o <- -i; sum(c[i, o]) / sqrt(c[i, i] * sum(c[o, o])) }) }
most <- function(x) { k <- ncol(x); outer(1:k, 1:k, Vectorize(function(i, j) { b <- complete(x[, c(i, j)]); cov(sort(b[, 1]), sort(b[, 2])) })) }
H <- function(x) { c <- C(x); m <- most(x); diag(c) <- diag(m) <- 0; c(rowSums(c) / rowSums(m), sum(c) / sum(m)) }
feldt <- function(a, n, k) list(low = 1 - (1 - a) * qf(.975, n - 1, (n - 1) * (k - 1)), high = 1 - (1 - a) * qf(.025, n - 1, (n - 1) * (k - 1)))
for (id in c("notes", "room", "talk", "exit", "apart")) for (i in of(id)) { x <- R[spring, i]; hold(paste0("item.", i), list(n = sum(!is.na(x)),
  mean = mean(x, na.rm = TRUE), sd = sd(x, na.rm = TRUE), best = mean(x == 0, na.rm = TRUE), worst = mean(x == 100, na.rm = TRUE))) }
for (id in c("notes", "room", "talk")) for (rows in c("pairwise", "complete")) {
  x <- vary(R[spring, of(id)]); if (rows == "complete") x <- complete(x)
  x <- x[rowSums(!is.na(x)) > 0, ]; k <- ncol(x); at <- paste(id, rows, sep = "."); d <- as.data.frame(x)
  hold(paste0("n.", at), nrow(x))
  hold(paste0("alpha.", at), psych::alpha(d)$total$raw_alpha)
  hold(paste0("alpha_weighted.", at), psych::alpha(as.data.frame(sweep(x, 2, weight[colnames(x)], "*")))$total$raw_alpha)
  if (k > 2) hold(paste0("alpha_without.", at), named(sapply(1:k, function(i) psych::alpha(d[, -i])$total$raw_alpha), colnames(x)))
  hold(paste0("item_rest.", at), named(rest(x), colnames(x)))
  if (rows == "complete") hold(paste0("item_rest_psych.", at), named(psych::alpha(d)$item.stats$r.drop, colnames(x)))
  hold(paste0("H.", at), named(H(x), c(colnames(x), "all")))
  if (rows == "complete") {
    hold(paste0("feldt.", at), feldt(psych::alpha(d)$total$raw_alpha, nrow(x), k))
    hold(paste0("feldt_psych.", at), named(unlist(psych::alpha.ci(psych::alpha(d)$total$raw_alpha, n.obs = nrow(x), n.var = k)[c("lower.ci", "upper.ci")]), c("low", "high")))
    hold(paste0("ase.", at), psych::alpha(d)$total$ase)
  }
}
x <- complete(R[spring, of("notes")]); colnames(x) <- sub("\\.", "_", colnames(x))
fit <- cfa(paste("f =~", paste(colnames(x), collapse = " + ")), as.data.frame(scale(x)), std.lv = TRUE, likelihood = "wishart")
stopifnot(lavInspect(fit, "converged")); found <- lavInspect(fit, "est"); sign <- sign(sum(found$lambda))
lambda <- found$lambda[, 1] * apply(x, 2, sd); theta <- diag(found$theta) * apply(x, 2, var)   # in the units of the items
hold("omega.notes", sum(lambda)^2 / (sum(lambda)^2 + sum(theta)), 1e-6)
hold("omega_weighted.notes", sum(weight[of("notes")] * lambda)^2 / (sum(weight[of("notes")] * lambda)^2 + sum(weight[of("notes")]^2 * theta)), 1e-6)
hold("loadings.notes", named(sign * lambda, of("notes")), 1e-4)
for (id in c("notes", "room")) { x <- complete(vary(R[spring, of(id)]))
  f <- factanal(x, 1, control = list(opt = list(factr = 10))); lambda <- f$loadings[, 1] * sqrt(diag(cov(x))); theta <- f$uniquenesses * diag(cov(x))
  hold(paste0("omega_factanal.", id), sum(lambda)^2 / (sum(lambda)^2 + sum(theta)), 1e-6,
       "factanal(x, 1); sum(lambda)^2 / (sum(lambda)^2 + sum(theta)), in the units of the items") }

# ---- test-retest: spring and autumn
wide <- function(y) { d <- merge(data.frame(person = answers$person, y, arm = answers$arm)[spring, ], data.frame(person = answers$person, y)[autumn, ], by = "person"); d[complete.cases(d), ] }
for (id in c("score", "room.score")) {
  pair <- wide(if (id == "score") scored()$score else scored("room")$score); n <- nrow(pair); d <- pair$y.y - pair$y.x
  long <- data.frame(y = c(pair$y.x, pair$y.y), person = factor(c(1:n, 1:n)), season = gl(2, n)); ms <- anova(lm(y ~ person + season, long))$`Mean Sq`
  icc <- psych::ICC(pair[, c("y.x", "y.y")], lmer = FALSE)$results[1:3, ]
  hold(paste0("icc.", id), setNames(lapply(1:3, function(i) list(value = icc$ICC[i], low = icc$`lower bound`[i], high = icc$`upper bound`[i])), c("icc_1", "icc_a", "icc_c")),
       as = "psych::ICC(cbind(spring, autumn), lmer = FALSE)$results[1:3, ]")
  hold(paste0("retest.", id), list(n = n, sem_c = sqrt(ms[3]), sem_a = sqrt(ms[3] + max(0, (ms[2] - ms[3]) / n)), sdc_c = qnorm(.975) * sqrt(2 * ms[3]),
       sdc_a = qnorm(.975) * sqrt(2 * (ms[3] + max(0, (ms[2] - ms[3]) / n))), change = mean(d), low = mean(d) - qnorm(.975) * sd(d), high = mean(d) + qnorm(.975) * sd(d), sd_change = sd(d)),
       as = "ms <- anova(lm(y ~ person + season))$`Mean Sq`; SEM = sqrt(MSE), sqrt(MSE + max(0, (MSC - MSE) / n)); SDC = qnorm(.975) * sqrt(2) * SEM; mean(d) -+ qnorm(.975) * sd(d)")
  v <- as.data.frame(VarCorr(lmer(y ~ season + (1 | person), long)))$vcov
  hold(paste0("icc_c_lmer.", id), v[1] / sum(v), 1e-4, "VarCorr(lmer(y ~ season + (1 | person))): the share of person")
}

# ---- agreement: item by item between seasons, and of two raters
kappas <- function(a, b, options, risk) {
  ok <- a %in% options & b %in% options; t <- table(factor(a[ok], options), factor(b[ok], options)); p <- t / sum(t)
  by <- function(w) { e <- outer(rowSums(p), colSums(p)); po <- sum(w * p); pe <- sum(w * e); k <- (po - pe) / (1 - pe)
    bar <- outer(as.vector(w %*% colSums(p)), as.vector(t(w) %*% rowSums(p)), "+")
    c(k, sqrt((sum(p * (w - bar * (1 - k))^2) - (k - pe * (1 - k))^2) / (sum(t) * (1 - pe)^2))) }
  near <- 1 - abs(outer(seq_along(options), seq_along(options), "-")) / (length(options) - 1)
  l <- vcd::Kappa(t, weights = "Equal-Spacing"); q <- vcd::Kappa(t, weights = "Fleiss-Cohen")
  found <- list(unweighted = unlist(l$Unweighted[1:2]), linear = unlist(l$Weighted[1:2]), quadratic = unlist(q$Weighted[1:2]), risk = by(1 - (outer(risk, risk, "-") / 100)^2))
  stopifnot(max(abs(c(by(diag(length(options))) - found$unweighted, by(near) - found$linear, by(1 - (1 - near)^2) - found$quadratic))) < 1e-12)
  c(list(n = sum(t), same = sum(diag(p))), lapply(found, function(f) list(value = f[[1]], se = f[[2]], low = f[[1]] - qnorm(.975) * f[[2]], high = f[[1]] + qnorm(.975) * f[[2]])))
}
how <- "vcd::Kappa(table, weights = 'Equal-Spacing' | 'Fleiss-Cohen'): value, ASE; risk: the formula of Fleiss, Cohen & Everitt (1969), which gave the other three too; value -+ qnorm(.975) * ASE"
both <- merge(answers[spring, ], answers[autumn, ], by = "person")
for (i in c("notes.a", "notes.f", "room.a")) hold(paste0("kappa.", i), kappas(both[[paste0(i, ".x")]], both[[paste0(i, ".y")]], names(risk_of[[i]]), unname(risk_of[[i]])), as = how)
raters <- read.csv("raters.csv", na.strings = NULL); hold("kappa.raters", kappas(raters$first, raters$second, names(amount), unname(amount)), as = how)

# ---- three unequal groups in spring, on the whole score and on three domains
y <- list(score = scored(), notes.score = scored("notes"), room.score = scored("room"), exit.score = scored("exit")); p <- c()
for (id in names(y)) for (pair in list(c("brief", "long"), c("brief", "none"), c("long", "none"))) {
  at <- paste(id, pair[1], pair[2], sep = "."); rows <- lapply(pair, function(a) spring & answers$arm == a)
  a <- na.omit(y[[id]]$score[rows[[1]]]); b <- na.omit(y[[id]]$score[rows[[2]]]); t <- t.test(a, b); df <- length(a) + length(b) - 2
  s <- sqrt(((length(a) - 1) * var(a) + (length(b) - 1) * var(b)) / df); bound <- function(end, g) mean(y[[id]][[end]][rows[[g]]], na.rm = TRUE); p[at] <- t$p.value
  hold(paste0("groups.", at), list(n_first = length(a), n_second = length(b), mean_first = mean(a), mean_second = mean(b), difference = mean(a) - mean(b),
       low = t$conf.int[1], high = t$conf.int[2], t = t$statistic[[1]], df = t$parameter[[1]], p = t$p.value, hedges_g = (1 - 3 / (4 * df - 1)) * (mean(a) - mean(b)) / s,
       cliffs_delta = mean(base::sign(outer(a, b, "-"))), mann_whitney_p = wilcox.test(a, b, exact = FALSE)$p.value,
       lowest = bound("low", 1) - bound("high", 2), highest = bound("high", 1) - bound("low", 2)),
       as = "t.test(a, b); wilcox.test(a, b, exact = FALSE); mean(sign(outer(a, b, '-'))); bounds: mean(low_a) - mean(high_b), mean(high_a) - mean(low_b)")
}
hold("holm", as.list(p.adjust(p, "holm"))); hold("bh", as.list(p.adjust(p, "BH")))
# whole clinics: every assignment of clinics to the two groups, and a bootstrap of clinics within groups
sums <- function(rows) { ok <- rows & !is.na(y$score$score); cbind(tapply(y$score$score[ok], answers$clinic[ok], sum), table(answers$clinic[ok])) }
for (pair in list(c("brief", "long"), c("brief", "none"), c("long", "none"))) {
  a <- sums(spring & answers$arm == pair[1]); b <- sums(spring & answers$arm == pair[2]); all <- rbind(a, b); m <- function(g) sum(g[, 1]) / sum(g[, 2])
  apart <- combn(nrow(all), nrow(a), function(i) abs(m(all[i, , drop = FALSE]) - m(all[-i, , drop = FALSE])))
  hold(paste("permutation", pair[1], pair[2], sep = "."), mean(apart >= abs(m(a) - m(b)) - 1e-9), as = "combn over clinics: the share of assignments whose means are as far apart")
  drawn <- replicate(40000, m(a[sample(nrow(a), replace = TRUE), , drop = FALSE]) - m(b[sample(nrow(b), replace = TRUE), , drop = FALSE]))
  hold(paste("cluster_bootstrap", pair[1], pair[2], sep = "."), named(quantile(drawn, c(.025, .975)), c("low", "high")), 1.0, "quantile(replicate(40000, mean(sample of clinics a) - mean(sample of clinics b)), c(.025, .975))")
}

# ---- change from spring to autumn by the arm in spring; reliable change with the SEM of the pairs
pair <- wide(scored()$score); d <- pair$y.y - pair$y.x; n <- nrow(pair)
sem <- sqrt(anova(lm(y ~ person + season, data.frame(y = c(pair$y.x, pair$y.y), person = factor(c(1:n, 1:n)), season = gl(2, n))))$`Mean Sq`[3]); rci <- d / (sqrt(2) * sem)
for (a in c("brief", "long", "none", "everybody")) { i <- if (a == "everybody") TRUE else pair$arm == a; t <- t.test(pair$y.y[i], pair$y.x[i], paired = TRUE)
  hold(paste0("change.", a), list(n = sum(d[i] < Inf), mean = t$estimate[[1]], low = t$conf.int[1], high = t$conf.int[2], sd = sd(d[i]), improved = sum(rci[i] < -qnorm(.975)), worse = sum(rci[i] > qnorm(.975))),
       as = "t.test(autumn, spring, paired = TRUE); rci <- (autumn - spring) / (sqrt(2) * SEM); sum(rci < -qnorm(.975))") }
for (g in list(c("brief", "long"), c("brief", "none"), c("long", "none"))) { t <- t.test(d[pair$arm == g[1]], d[pair$arm == g[2]])
  hold(paste("change_apart", g[1], g[2], sep = "."), list(value = t$estimate[[1]] - t$estimate[[2]], low = t$conf.int[1], high = t$conf.int[2]), as = "t.test(changes of one arm, changes of the other)") }
hold("rci", named(rci, pair$person))

# ---- does long - none in spring depend on the weights
two <- spring & answers$arm %in% c("long", "none"); between <- function(s, rows = two) mean(s[rows & answers$arm == "long"], na.rm = TRUE) - mean(s[rows & answers$arm == "none"], na.rm = TRUE)
tried <- c(list("equal weights" = 0 * w + 1), lapply(setNames(nm = unique(domain)), function(id) ifelse(domain == id, 0, w))); names(tried)[-1] <- paste("without", unique(domain))
for (name in names(tried)) { s <- scored(w. = setNames(tried[[name]], names(w)))$score[two]; o <- scored()$score[two]; ok <- !is.na(s) & !is.na(o)
  hold(paste0("sensitivity.", name), list(value = between(replace(scored()$score, two, s)), spearman = cor(s[ok], o[ok], method = "spearman"), shift = max(abs(s - o)[ok])),
       as = "mean(long) - mean(none) of P / A under these weights; cor(method = 'spearman') and max(abs()) of the rows' scores with those under the shipped weights") }
box <- as.matrix(expand.grid(rep(list(c(.7, 1.3)), 5))); ends <- apply(box, 1, function(f) between(scored("room", replace(w, of("room"), w[of("room")] * f))$score))
hold("sensitivity.corners.room", list(low = min(ends), high = max(ends), tried = length(ends), share = mean(base::sign(ends) == base::sign(between(scored("room")$score)))))

# ---- signs of careless answering in spring
place <- sapply(names(w), function(i) match(answers[[i]], names(risk_of[[i]]))); place[outside] <- NA
run <- function(v, broken = FALSE & v) { force(broken); ok <- !is.na(v); v <- v[ok]; b <- broken[ok]; v[b] <- -seq_along(v)[b]; r <- rle(v); max(c(0, r$lengths[r$values > 0])) }
S <- R[spring, ]; hold("irv", named(apply(S, 1, sd, na.rm = TRUE), answers$person[spring]))
hold("longest_run", named(apply(place[spring, ], 1, run), answers$person[spring]))
hold("longest_run_not_best", named(sapply(which(spring), function(r) run(place[r, ], R[r, ] %in% 0)), answers$person[spring]))
hold("person_total", named(sapply(seq_len(nrow(S)), function(r) cor(S[r, ], colMeans(S[-r, ], na.rm = TRUE), use = "na.or.complete")), answers$person[spring]))
hold("share_open", named(rowSums(open[spring, ]) / (rowSums(open[spring, ]) + rowSums(answered[spring, ])), answers$person[spring]))

# ---- how alone people stand in arm, clinic and telehealth, in spring
cells <- as.data.frame(table(answers[spring, c("arm", "clinic", "telehealth")]))$Freq; cells <- cells[cells > 0]
hold("k_anonymity", list(k = min(cells), classes = length(cells), uniques = sum(cells == 1), under_3 = sum(cells[cells < 3]), under_5 = sum(cells[cells < 5])))
hold("l_diversity", min(tapply(answers$exit.a[spring], answers[spring, c("arm", "telehealth")], function(v) length(unique(v))), na.rm = TRUE))

versions <- paste(c("psych", "lavaan", "vcd", "lme4"), sapply(c("psych", "lavaan", "vcd", "lme4"), function(p) as.character(packageVersion(p))), collapse = ", ")
about <- sprintf("Values that tests may hold, by reference.R from answers.csv and raters.csv (R %s; %s). Each has the command that gave it.", getRversion(), versions)
writeLines(toJSON(list(about = about, values = values), auto_unbox = TRUE, digits = NA, na = "null", null = "null"), "reference.json")
cat(length(values), "values\n")
