-- Which reminders of a token's expiry have been shown, so that each is shown only once.
CREATE TABLE token_reminder(
  tenant TEXT NOT NULL,
  expires TEXT NOT NULL,
  days INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY(tenant, expires, days)
) WITHOUT ROWID;
