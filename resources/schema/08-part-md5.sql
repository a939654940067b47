-- Computed while writing, so that an upload does not need to read the file again.
ALTER TABLE job_part ADD COLUMN md5 TEXT;
