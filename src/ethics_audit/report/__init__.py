"""The report: a page of HTML that stands alone."""
