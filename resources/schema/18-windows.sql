-- Windows that are read ahead of what an export writes. Rows are added before a window's first request, and
-- get the number of an index when the export goes on there.
CREATE TABLE job_window(
  job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  placed INTEGER NOT NULL,
  name INTEGER NOT NULL,
  start INTEGER NOT NULL,
  index_number INTEGER,
  PRIMARY KEY(job, endpoint, placed)
) WITHOUT ROWID;
-- Whether the tenant's cursor on the index in use may be further on than the export.
ALTER TABLE job_stream ADD COLUMN index_ahead INTEGER NOT NULL DEFAULT 0;
