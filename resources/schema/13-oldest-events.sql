-- What a tenant answered about its oldest event (`head`), so that it is not asked again for a
-- day.
CREATE TABLE oldest_event(
  host TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  PRIMARY KEY(host, endpoint)
) WITHOUT ROWID;
