# Rscript data.R    writes answers.csv and raters.csv, once; the tests hold these two files
set.seed(4711)
scales <- list(amount = c("all", "most", "half", "few", "none"), degree = c("yes", "partly", "no"), plain = c("yes", "no"))
scale_of <- c(notes.a = "amount", notes.b = "amount", notes.c = "amount", notes.d = "amount", notes.e = "amount",
              notes.f = "degree", notes.g = "degree", room.a = "plain", room.b = "amount", room.c = "plain",
              room.d = "degree", room.e = "plain", talk.a = "degree", talk.b = "amount", exit.a = "amount",
              apart.a = "degree", apart.b = "degree", apart.c = "degree")
strength <- c(1.4, 1.0, .7, -.3, .9, 1.2, .8, 1.1, .6, 0, .9, 1.0, .8, .7, 1, .9, .8, .7)
people <- sprintf("k%02d", 1:51)
arm <- rep(c("brief", "long", "none", ""), c(9, 15, 25, 2))
clinic <- c(rep(paste0("b", 1:3), c(2, 3, 4)), rep(paste0("l", 1:4), c(2, 3, 4, 6)), rep(paste0("n", 1:5), c(3, 4, 5, 6, 7)), "n1", "n2")
trait <- rnorm(51, c(brief = -.5, long = .3, none = 0, 0)[c(match(arm[1:49], c("brief", "long", "none")), 4, 4)], 1)
remote <- runif(51) < .6
pick <- function(item, person, shift) {
  options <- scales[[scale_of[item]]]
  cuts <- switch(scale_of[item], amount = c(-.4, .2, .8, 1.5), degree = c(-.1, .9), plain = .2)
  if (item == "room.c") return("no")
  word <- options[findInterval(strength[match(item, names(scale_of))] * (trait[person] + shift) + rnorm(1), cuts) + 1]
  r <- runif(1)
  if (r < .05) "" else if (r < .09) "unsure" else if (startsWith(item, "room.") && item != "room.e" && r < .14) "n/a" else word
}
rows <- list()
for (season in c("spring", "autumn")) for (p in seq_along(people)) {
  if (season == "spring" && p > 47 && p < 50) next        # came later
  if (season == "autumn" && p %% 6 == 0) next             # did not come again
  answers <- sapply(names(scale_of), pick, person = p, shift = rnorm(1, if (season == "autumn" && arm[p] == "long") -.6 else 0, .3))
  if (p %% 2) answers["apart.a"] <- "" else answers["apart.b"] <- ""   # nobody answers both
  if (p == 13) answers[] <- ""                            # a blank sheet
  if (p %in% c(5, 31)) answers[scale_of == "amount"] <- "half"
  rows[[length(rows) + 1]] <- c(person = people[p], season = season, arm = arm[p], clinic = clinic[p],
                                telehealth = if (remote[p]) "True" else "False", answers)
}
d <- as.data.frame(do.call(rbind, rows))
write.csv(d, "answers.csv", row.names = FALSE, quote = FALSE)
first <- sample(scales$amount, 64, TRUE, c(.35, .3, .2, .1, .05)); near <- pmin(5, pmax(1, match(first, scales$amount) + sample(-1:2, 64, TRUE, c(.15, .6, .15, .1))))
second <- scales$amount[near]; first[c(3, 40)] <- c("unsure", ""); second[c(9, 40, 52)] <- c("", "unsure", "unsure")
write.csv(data.frame(first, second), "raters.csv", row.names = FALSE, quote = FALSE)
