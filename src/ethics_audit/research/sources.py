"""Where the formulas of the room come from, as BibTeX by key; each docstring names the same source in words."""

from __future__ import annotations

SOURCES: dict[str, str] = {
    "cronbach1951": """@article{cronbach1951,
  author = {Cronbach, Lee J.}, title = {Coefficient alpha and the internal structure of tests},
  journal = {Psychometrika}, year = {1951}, volume = {16}, pages = {297--334}}""",
    "feldt1987": """@article{feldt1987,
  author = {Feldt, Leonard S. and Woodruff, David J. and Salih, Fathi A.},
  title = {Statistical inference for coefficient alpha},
  journal = {Applied Psychological Measurement}, year = {1987}, volume = {11}, pages = {93--103}}""",
    "mcgraw1996": """@article{mcgraw1996,
  author = {McGraw, Kenneth O. and Wong, S. P.},
  title = {Forming inferences about some intraclass correlation coefficients},
  journal = {Psychological Methods}, year = {1996}, volume = {1}, pages = {30--46}}""",
    "fleiss1969": """@article{fleiss1969,
  author = {Fleiss, Joseph L. and Cohen, Jacob and Everitt, B. S.},
  title = {Large sample standard errors of kappa and weighted kappa},
  journal = {Psychological Bulletin}, year = {1969}, volume = {72}, pages = {323--327}}""",
    "holm1979": """@article{holm1979,
  author = {Holm, Sture}, title = {A simple sequentially rejective multiple test procedure},
  journal = {Scandinavian Journal of Statistics}, year = {1979}, volume = {6}, pages = {65--70}}""",
    "benjamini1995": """@article{benjamini1995,
  author = {Benjamini, Yoav and Hochberg, Yosef},
  title = {Controlling the false discovery rate: a practical and powerful approach to multiple testing},
  journal = {Journal of the Royal Statistical Society: Series B}, year = {1995}, volume = {57}, pages = {289--300}}""",
    "fischetti2001": """@article{fischetti2001,
  author = {Fischetti, Matteo and Salazar, Juan Jos\\'e},
  title = {Solving the cell suppression problem on tabular data with linear constraints},
  journal = {Management Science}, year = {2001}, volume = {47}, pages = {1008--1027}}""",
}
