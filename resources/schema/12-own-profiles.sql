-- What the user's own SIEMs need. Endpoints by id, comma separated.
CREATE TABLE own_profile(
  name TEXT PRIMARY KEY COLLATE NOCASE,
  endpoints TEXT NOT NULL
) WITHOUT ROWID;
