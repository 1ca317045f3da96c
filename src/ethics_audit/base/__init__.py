"""What every room stands on: errors, checks of values, files, language and layout."""
