"""How far a conclusion depends on the weights, and on answers that show signs of carelessness."""
