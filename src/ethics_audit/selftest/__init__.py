"""What an installed copy must do, as a signed list, and the checks that show on this computer that it does."""
