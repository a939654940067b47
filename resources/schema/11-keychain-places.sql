-- Which kind of keychain has an entry, by the entry's key. It contains no secrets.
CREATE TABLE keychain_place(key TEXT PRIMARY KEY, backend TEXT NOT NULL) WITHOUT ROWID;
