"""A checklist for the front desk, and an audit that adds it to the shipped checklist on confidentiality."""
