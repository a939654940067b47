-- How the last test of a destination ended. It says nothing about other settings than those it was made with.
CREATE TABLE destination_test(
  destination TEXT PRIMARY KEY REFERENCES destination(id) ON DELETE CASCADE,
  settings TEXT NOT NULL,
  at INTEGER NOT NULL,
  passed INTEGER NOT NULL
) WITHOUT ROWID;
