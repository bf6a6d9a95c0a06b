"""Money going out: payee, approval, payout batches, ledger."""
