"""What changed from one result to the next, exactly."""
