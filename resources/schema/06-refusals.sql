-- Refused requests of the last hour: how loud Slipway has been in the tenant's audit log.
CREATE TABLE refusal(id INTEGER PRIMARY KEY, host TEXT NOT NULL, at INTEGER NOT NULL);
