"""What an audit is made of and what is answered, as frozen values."""
