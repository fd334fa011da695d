"""Acts on plans and assignments. Everything that changes more than a row or writes history goes through here."""
