-- The ids of the last page, some 240 KB: in the stream's row they were rewritten with every
-- small change to it.
CREATE TABLE job_page_ids(
  job TEXT NOT NULL REFERENCES job(id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  ids BLOB,
  PRIMARY KEY(job, endpoint)
);
INSERT INTO job_page_ids SELECT job, endpoint, last_ids FROM job_stream WHERE last_ids IS NOT NULL;
ALTER TABLE job_stream DROP COLUMN last_ids;
