-- How far the events reach without times that others contradict, and whether the latest one is in doubt.
ALTER TABLE job_stream ADD COLUMN reach INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_stream ADD COLUMN doubts_latest INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_page ADD COLUMN reach INTEGER NOT NULL DEFAULT 0;
UPDATE job_stream SET reach = latest;
UPDATE job_page SET reach = latest;
