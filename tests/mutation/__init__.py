"""Tests of the tests: small changes to the package, each of which should turn one red."""
